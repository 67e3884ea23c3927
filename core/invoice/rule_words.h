#pragma once

#include <string>

#include "core/invoice/invoice.h"

namespace regisseur {

// The sentence of a broken rule: what the rule asks for, then what was found. A
// rule that nobody here knows (a remote adapter's own) is its id and arguments;
// nothing is ever dropped.
std::string ProblemMessage(const InvoiceProblem& problem);

}  // namespace regisseur
