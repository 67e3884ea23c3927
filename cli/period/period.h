#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb PeriodCloseVerb();
Verb PeriodListVerb();
Verb PeriodShowVerb();

}  // namespace regisseur
