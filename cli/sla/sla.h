#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb SlaReportVerb();
Verb SlaShowVerb();
Verb SlaHistoryVerb();

}  // namespace regisseur
