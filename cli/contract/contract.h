#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb ContractListVerb();
Verb ContractShowVerb();
Verb ContractLintVerb();
Verb ContractDiffVerb();
Verb ContractGapsVerb();
Verb ContractImportVerb();
Verb ContractReplayVerb();
Verb ContractAdviseVerb();
Verb ContractRigidityVerb();
Verb ContractProposalsVerb();
Verb ContractProposeVerb();
Verb ContractCommentVerb();
Verb ContractAcceptVerb();
Verb ContractWithdrawVerb();

}  // namespace regisseur
