#pragma once

#include <string>

#include "absl/status/status.h"
#include "aggregator/answers/commitments.h"

namespace regisseur {

// Adds the commitments that our contract files have: minimum commitments in the
// period that runs, and lots bought ahead that are still there. With `all` also
// lots that are used up.
absl::Status AddContractCommitments(const AnswerContext& context,
                                    const Principal& who,
                                    const KnownPortfolio& known,
                                    const std::string& provider, AsOf as_of,
                                    bool all, CommitmentsAnswer& answer);

// Fills in how it stands; amounts have `digits` decimals.
absl::Status Stand(const CommitmentUse& use, int digits, CommitmentRow& row);

}  // namespace regisseur
