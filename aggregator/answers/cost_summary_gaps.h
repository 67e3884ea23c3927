#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "aggregator/answers/cost_gather.h"
#include "aggregator/answers/cost_summary.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/time/time_range.h"

namespace regisseur {

// The ids that the facts of a provider may stand under: its own and earlier
// ones.
std::vector<std::string> IdsOf(const KnownPortfolio& known,
                               const std::string& provider);

// Says what a cost summary of billing periods that start within `range` leaves
// out: sources that fail, are late or lack months, partners without a source,
// periods that the range cuts, what nobody claims. `gathered` is what it sums.
absl::Status AddSummaryGaps(const AnswerContext& context, const Principal& who,
                            const KnownPortfolio& known,
                            const CostSummaryQuestion& question,
                            TimeRange range, AsOf as_of, GatheredCost& gathered,
                            std::vector<Gap>& gaps);

}  // namespace regisseur
