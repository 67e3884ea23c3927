#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb BudgetListVerb();

}  // namespace regisseur
