#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/evidence/evidence_keeper.h"
#include "core/archive/archive.h"

namespace regisseur {

// What a claim rests on, as files that a person can read: the claim, the figure
// with every piece under it and the arithmetic, the contract's text, the
// deliveries with their hashes and signed receipts, and a README that says how
// to recompute it. Of a claim that was filed the figure is that which was known
// then. `evidence` may be null: without receipts. NOT_FOUND without such a
// claim.
struct ClaimBundle {
  std::vector<ArchivedFile> files;
  absl::Time known;  // the figure is as it was known then
};
absl::StatusOr<ClaimBundle> MakeClaimBundle(const Answers& answers,
                                            const EvidenceKeeper* evidence,
                                            const Principal& who,
                                            const std::string& id, AsOf as_of);

}  // namespace regisseur
