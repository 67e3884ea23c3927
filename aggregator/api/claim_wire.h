#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/claims.h"
#include "aggregator/changes/claim_changes.h"
#include "regisseur/claim/v1/claim.pb.h"

namespace regisseur {

// `to_provider`: without what it is not to hear of, what we think of giving up.
claim::v1::Claim ClaimToWire(const ClaimRow& row, absl::CivilDay today,
                             bool to_provider);
claim::v1::ClaimState ClaimStateToWire(ClaimState state);
// Absent when it is not set. INVALID_ARGUMENT for a number that is none.
absl::StatusOr<std::optional<ClaimState>> ClaimStateFromWire(
    claim::v1::ClaimState wire);
// What is due, for whoever acts on it.
DueClaim DueClaimOf(const ClaimRow& row);

}  // namespace regisseur
