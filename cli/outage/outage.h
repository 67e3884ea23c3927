#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb NowVerb();
Verb OutageListVerb();
Verb OutageDeclareVerb();
Verb OutageAwareVerb();
Verb OutageClassifyVerb();
Verb OutageReportVerb();
Verb OutageTellVerb();
Verb OutageHearVerb();
Verb OutageCloseVerb();

}  // namespace regisseur
