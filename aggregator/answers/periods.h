#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/cost_diff.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

// The act that closes a month; its argument `month` says which.
inline constexpr char kClosePeriodMethod[] =
    "regisseur.period.v1.PeriodService.ClosePeriod";

// A month of the organisation, which is not the partner's billing period
// (USERS U9).
struct PeriodRow {
  absl::CivilMonth month;
  std::optional<absl::Time> closed;  // absent: open
  std::string closed_by;             // empty when the name was erased
  int gaps_when_closed = 0;          // notices left out
};

// The closed months and, when there is one, the open month behind them, newest
// first. Without a closed one every month is open and the running one is
// listed.
absl::StatusOr<std::vector<PeriodRow>> AnswerPeriods(
    const AnswerContext& context, const Principal& who, AsOf as_of);

// OK when `month` can be closed at `now`: FAILED_PRECONDITION when it is not
// over or leaves a hole behind `periods`, ALREADY_EXISTS when it is closed.
absl::Status CheckClosable(const std::vector<PeriodRow>& periods,
                           absl::CivilMonth month, absl::Time now);

// Cost as delivered, tax included.
struct PeriodCost {
  std::string provider;  // empty in a total
  std::string currency;
  std::string billed;
  std::string tax;
};

// The argument of the act that counts the gaps of what was closed.
inline constexpr char kPeriodGaps[] = "gaps";

// What is missing in a month that is about to be closed, or was: the cost that
// it will freeze leaves it out.
absl::StatusOr<std::vector<Gap>> AnswerPeriodGaps(const AnswerContext& context,
                                                  const Principal& who,
                                                  absl::CivilMonth month,
                                                  AsOf as_of);
// Those that are no notices.
int CountGaps(const std::vector<Gap>& gaps);

// What a month has to book.
struct PeriodAnswer {
  PeriodRow period;
  std::vector<PeriodCost> costs;  // its own, as it was known when it was closed
  // What became known of closed months while this one was open, and why.
  std::vector<CostChange> restatements;
  std::vector<PeriodCost> totals;  // both, by currency
  std::vector<Gap> gaps;
};

// INVALID_ARGUMENT for a month that cannot be read, NOT_FOUND for one that is
// neither closed nor open.
absl::StatusOr<PeriodAnswer> AnswerPeriod(const AnswerContext& context,
                                          const Principal& who,
                                          const std::string& month, AsOf as_of);

}  // namespace regisseur
