#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/cost_gather.h"
#include "aggregator/answers/cost_summary.h"
#include "aggregator/answers/gap.h"
#include "core/money/exact_sum.h"

namespace regisseur {

// The rows of an answer from what was gathered for one group.

// One row a currency, amounts as delivered.
absl::Status AddExactRows(const CostSummaryQuestion& question,
                          const std::vector<std::string>& values,
                          const Parts& parts,
                          std::vector<CostSummaryRow>& rows);

// One row in the currency asked for, and one for each currency that has no
// rate, with a gap.
absl::Status AddConvertedRows(const CostSummaryQuestion& question,
                              const CostConverter& converter,
                              const std::vector<std::string>& values,
                              const Parts& parts,
                              std::vector<CostSummaryRow>& rows,
                              std::vector<Gap>& gaps);

// Says once per column and currency what the sums leave out.
absl::Status AddNullGaps(const Groups& groups, const std::string& provider,
                         std::vector<Gap>& gaps);

// With at least the digits of the currency's minor unit.
std::string AmountText(const ExactSum& sum, const std::string& currency);

}  // namespace regisseur
