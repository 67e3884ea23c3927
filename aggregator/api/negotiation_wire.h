#pragma once

#include "aggregator/answers/version_proposals.h"
#include "regisseur/negotiation/v1/negotiation.pb.h"

namespace regisseur {

// A version that one side proposed. `for_partner` leaves out what the marks of
// the fields cannot tell.
negotiation::v1::ContractProposal ContractProposalToWire(
    const VersionProposal& proposal, bool for_partner);

}  // namespace regisseur
