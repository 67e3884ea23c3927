#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "core/calendar/holiday_calendar.h"
#include "core/contract/remedy.h"
#include "core/money/decimal.h"
#include "core/service_level/service_level.h"

namespace regisseur {

// What became of one objective in one window, as remedies look back on it.
struct JudgedWindow {
  absl::CivilDay last_day;
  Verdict verdict = Verdict::kUnknown;
  // Attained, in percent or as the figure is; absent when it is not known.
  std::optional<Decimal> figure;
};

// A consequence that a window has set off.
struct DueConsequence {
  absl::CivilDay window_last_day;
  std::string then;
  // The last day of what has to happen or may be done; absent without `within`.
  std::optional<absl::CivilDay> by;
  friend bool operator==(const DueConsequence&,
                         const DueConsequence&) = default;
};

// The consequences that windows, the oldest first, have set off: a breached
// window does when, with it, at least `missed` of the last `of` are breached. A
// window of unknown verdict is no miss.
std::vector<DueConsequence> FindConsequences(
    absl::Span<const Consequence> consequences,
    absl::Span<const JudgedWindow> windows, const HolidayCalendar& holidays);

// The window with which a breach at `breached` is earned back: the last of the
// `windows` that follow, when each of them has at least the figure. Absent when
// one falls short, is not known, or has not come yet.
std::optional<size_t> FindEarnBack(const EarnBack& terms,
                                   absl::Span<const JudgedWindow> windows,
                                   size_t breached);

// The penalty for `units` (hours, days, tickets, percentage points): each
// started one beyond the free ones, at most `at_most`. OUT_OF_RANGE when it
// cannot be held.
absl::StatusOr<Decimal> ComputeUnitPenalty(const UnitPenalty& penalty,
                                           const Decimal& units);
// How many of the units it pays for: the started ones beyond the free ones.
absl::StatusOr<Decimal> CountPaidUnits(const UnitPenalty& penalty,
                                       const Decimal& units);

}  // namespace regisseur
