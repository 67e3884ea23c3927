#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/cost_diff.h"
#include "aggregator/answers/cost_lines.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/time/time_range.h"

namespace regisseur {

// The lines of one delivery that speak about one provider, billing period and
// currency.
struct LinesOf {
  AsOf as_of;
  std::string provider;  // as the store has it
  std::string source;
  int64_t delivery = 0;
  TimeRange period;
  std::string currency;
};

struct LineChanges {
  std::vector<CostLineChange> changes;  // the largest first, at most `most`
  int64_t left_out = 0;
};

// Holds the lines of `before` against those of `after`; either may be absent.
// Lines that say the same in both cancel, wherever they stand; of the rest
// those about the same thing are one change. FAILED_PRECONDITION when lines
// were dropped.
absl::StatusOr<LineChanges> CompareLines(const AnswerContext& context,
                                         const Principal& who,
                                         const KnownPortfolio& known,
                                         const std::optional<LinesOf>& before,
                                         const std::optional<LinesOf>& after,
                                         size_t most);

// The same of lines that are at hand.
absl::StatusOr<LineChanges> CompareRows(std::vector<CostLineRow> before,
                                        std::vector<CostLineRow> after,
                                        size_t most);

}  // namespace regisseur
