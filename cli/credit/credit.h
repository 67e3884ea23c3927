#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb CreditListVerb();
Verb CreditFileVerb();
Verb CreditGrantVerb();
Verb CreditRefuseVerb();
Verb CreditReceiveVerb();
Verb CreditWaiveVerb();
Verb CreditApproveVerb();
Verb CreditKeepVerb();
Verb CreditEvidenceVerb();

}  // namespace regisseur
