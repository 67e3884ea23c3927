#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb CostSummaryVerb();

}  // namespace regisseur
