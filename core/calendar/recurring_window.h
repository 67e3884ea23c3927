#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/calendar/weekly_hours.h"
#include "core/time/time_range.h"

namespace regisseur {

// An agreed window that comes back, for instance that of maintenance (USERS
// U11): `second sunday`, 02:00-06:00.
struct RecurringWindow {
  // Absent: every day.
  std::optional<absl::Weekday> weekday;
  // 1 to 4: the first to fourth such weekday of a month; -1 the last; 0 every.
  int nth = 0;
  MinuteRange at;

  // The stretches of `range` that are within the window, by the rule of
  // WeeklyHours. A bounded range is required.
  std::vector<TimeRange> RangesIn(TimeRange range, absl::TimeZone zone) const;

  // As contract files write it: `second sunday 02:00-06:00`, `day
  // 02:00-04:00`.
  std::string ToText() const;

  friend bool operator==(const RecurringWindow&,
                         const RecurringWindow&) = default;
};

// `every` is `day`, `sunday`, `first sunday` ... `fourth sunday` or `last
// sunday`; `at` a range of hours. INVALID_ARGUMENT otherwise.
absl::StatusOr<RecurringWindow> ParseRecurringWindow(absl::string_view every,
                                                     absl::string_view at);

}  // namespace regisseur
