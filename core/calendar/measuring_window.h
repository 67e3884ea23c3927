#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "core/time/time_range.h"

namespace regisseur {

// The window that a promise is judged over (Dutch: meetperiode), DECISIONS 16:
// a half-open civil period in the zone.
struct MeasuringWindow {
  enum class Kind { kMonth, kQuarter, kYear, kRolling };

  Kind kind = Kind::kMonth;
  // The day of the month on which a window of the calendar starts, 1 to 31; a
  // day that a month lacks is its last day.
  int from_day = 1;
  // The length of a rolling window, which ends at a local midnight.
  int rolling_days = 0;
  absl::TimeZone zone;

  friend bool operator==(const MeasuringWindow&,
                         const MeasuringWindow&) = default;
};

// The window in which `t` lies; of a rolling one that which ends at the first
// local midnight after `t`.
TimeRange WindowContaining(const MeasuringWindow& window, absl::Time t);

// The windows whose last moment lies in `period`, in order of time: what a
// report over that period shows. A window from the 16th to the 15th belongs to
// the month in which it ends (DECISIONS 17). Of a rolling window only the one
// that ends with the period. A bounded period is required.
std::vector<TimeRange> WindowsEndingIn(const MeasuringWindow& window,
                                       TimeRange period);

// The last day of a window in its zone.
absl::CivilDay LastDayOf(const MeasuringWindow& window, TimeRange range);

}  // namespace regisseur
