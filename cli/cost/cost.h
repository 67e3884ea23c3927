#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb CostSummaryVerb();
Verb CostForecastVerb();
Verb CostAnomaliesVerb();
Verb CostDiffVerb();
Verb CostLinesVerb();
Verb CostAccrualsVerb();
Verb CostObligationsVerb();
Verb CostOutlookVerb();
Verb CostAllocationVerb();
Verb CostUnitVerb();
Verb CostCommitmentsVerb();

}  // namespace regisseur
