#pragma once

#include <string>

#include "core/invoice/invoice.h"

namespace regisseur {

// What is wrong, and what would be right: the message of the catalogue that the
// problem's argument `sentence` names, with the other arguments in place. A
// problem without one (a remote adapter's own) is its rule and arguments;
// nothing is ever dropped.
std::string ProblemMessage(const InvoiceProblem& problem);

}  // namespace regisseur
