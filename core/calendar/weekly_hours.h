#pragma once

#include <array>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "core/calendar/holiday_calendar.h"
#include "core/time/time_range.h"

namespace regisseur {

// Minutes of a civil day, half open: 07:00-19:00 is {420, 1140}. Past 1440 it
// reaches into the next day: 22:00-06:00 is {1320, 1800}.
struct MinuteRange {
  int from = 0;
  int to = 0;
  friend bool operator==(const MinuteRange&, const MinuteRange&) = default;
};

// `07:00-19:00`, `22:00-06:00`, `00:00-24:00`. INVALID_ARGUMENT otherwise and
// for an empty range.
absl::StatusOr<MinuteRange> ParseMinuteRange(absl::string_view text);
// `07:00-19:00`, `22:00-06:00`, `00:00-24:00`.
std::string FormatMinuteRange(const MinuteRange& range);

// Hours per weekday: service hours, support hours. A value.
class WeeklyHours {
 public:
  // No hours at all; Add gives some.
  WeeklyHours() = default;
  // Around the clock, holidays included.
  static WeeklyHours Always();

  // Gives `days` their hours. Days are `mon`, `mon-fri`, `sat-mon`,
  // `mon,wed,fri`, `daily`, or `holidays` (which else are closed); hours are
  // one or more ranges with commas between, or `closed`.
  // INVALID_ARGUMENT when one cannot be read, hours overlap, or a day has its
  // hours already.
  absl::Status Add(absl::string_view days, absl::string_view hours);

  bool IsAlways() const { return always_; }
  // As contract files write them, days with the same hours together: `mon-fri
  // 07:00-19:00; sat 09:00-12:00,13:00-17:00`. `always`; `closed` without any.
  std::string ToText() const;

  // The open stretches of `range` by the local time of `zone`: ascending,
  // apart, none empty. A moment is in them exactly when its local time is
  // within the hours of its day. On a holiday of `holidays` the holiday hours
  // hold. A bounded range is required.
  std::vector<TimeRange> OpenRanges(TimeRange range, absl::TimeZone zone,
                                    const HolidayCalendar& holidays) const;

  friend bool operator==(const WeeklyHours&, const WeeklyHours&) = default;

 private:
  static constexpr size_t kHolidays = 7;  // after Monday to Sunday

  const std::vector<MinuteRange>& HoursOf(
      absl::CivilDay day, const HolidayCalendar& holidays) const;

  bool always_ = false;
  std::array<std::vector<MinuteRange>, 8> hours_;
  std::array<bool, 8> given_{};
};

// The moments of [from, to) whose local time lies in one of `civil`: half-open
// ranges of local time, ascending by start. Used by hours and windows alike, so
// that both clock changes are read in one place.
struct CivilRange {
  absl::CivilSecond from;
  absl::CivilSecond to;
};
std::vector<TimeRange> MomentsWithin(const std::vector<CivilRange>& civil,
                                     TimeRange range, absl::TimeZone zone);

}  // namespace regisseur
