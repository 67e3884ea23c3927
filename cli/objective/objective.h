#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb ObjectiveListVerb();
Verb ObjectiveExclusionsVerb();
Verb ObjectiveExcludeVerb();
Verb ObjectiveSettlementsVerb();
Verb ObjectiveSettleVerb();
Verb ObjectiveObjectionsVerb();
Verb ObjectiveObjectVerb();
Verb ObjectiveApproveVerb();
Verb ObjectiveRefuseVerb();
Verb ObjectiveWithdrawVerb();

}  // namespace regisseur
