#include "core/credit/remedy_rules.h"

#include <algorithm>

#include "core/base/status_macros.h"

namespace regisseur {

std::vector<DueConsequence> FindConsequences(
    absl::Span<const Consequence> consequences,
    absl::Span<const JudgedWindow> windows, const HolidayCalendar& holidays) {
  std::vector<DueConsequence> due;
  for (size_t i = 0; i < windows.size(); ++i) {
    if (windows[i].verdict != Verdict::kBreached) continue;
    for (const Consequence& consequence : consequences) {
      const size_t of = static_cast<size_t>(consequence.of);
      const size_t first = i + 1 < of ? 0 : i + 1 - of;
      const auto missed =
          std::count_if(windows.begin() + first, windows.begin() + i + 1,
                        [](const JudgedWindow& w) {
                          return w.verdict == Verdict::kBreached;
                        });
      if (missed < consequence.missed) continue;
      DueConsequence found{windows[i].last_day, consequence.then, {}};
      if (!consequence.within.IsZero()) {
        found.by = consequence.within_working_days
                       ? holidays.AddWorkingDays(windows[i].last_day,
                                                 consequence.within.days)
                       : consequence.within.AddTo(windows[i].last_day);
      }
      due.push_back(std::move(found));
    }
  }
  return due;
}

std::optional<size_t> FindEarnBack(const EarnBack& terms,
                                   absl::Span<const JudgedWindow> windows,
                                   size_t breached) {
  const size_t last = breached + static_cast<size_t>(terms.windows);
  if (terms.windows < 1 || last >= windows.size()) return std::nullopt;
  for (size_t i = breached + 1; i <= last; ++i) {
    if (!windows[i].figure.has_value() || *windows[i].figure < terms.attained) {
      return std::nullopt;
    }
  }
  return last;
}

absl::StatusOr<Decimal> CountPaidUnits(const UnitPenalty& penalty,
                                       const Decimal& units) {
  ASSIGN_OR_RETURN(const Decimal beyond,
                   Decimal::Subtract(units, penalty.free));
  if (beyond <= Decimal()) return Decimal();
  Decimal started = beyond.Truncated(0);
  if (started < beyond) {
    ASSIGN_OR_RETURN(started, Decimal::Add(started, Decimal(1, 0)));
  }
  return started;
}

absl::StatusOr<Decimal> ComputeUnitPenalty(const UnitPenalty& penalty,
                                           const Decimal& units) {
  ASSIGN_OR_RETURN(const Decimal started, CountPaidUnits(penalty, units));
  ASSIGN_OR_RETURN(const Decimal sum,
                   Decimal::Multiply(started, penalty.amount));
  return penalty.at_most.has_value() ? std::min(sum, *penalty.at_most) : sum;
}

}  // namespace regisseur
