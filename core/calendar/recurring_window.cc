#include "core/calendar/recurring_window.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr std::array<absl::string_view, 7> kWeekdays = {
    "monday", "tuesday",  "wednesday", "thursday",
    "friday", "saturday", "sunday"};
constexpr std::array<absl::string_view, 4> kNth = {"first", "second", "third",
                                                   "fourth"};

bool FallsOn(const RecurringWindow& window, absl::CivilDay day) {
  if (!window.weekday.has_value()) return true;
  if (absl::GetWeekday(day) != *window.weekday) return false;
  if (window.nth == 0) return true;
  if (window.nth > 0) return (day.day() - 1) / 7 + 1 == window.nth;
  return absl::CivilMonth(day + 7) != absl::CivilMonth(day);
}

}  // namespace

std::vector<TimeRange> RecurringWindow::RangesIn(TimeRange range,
                                                 absl::TimeZone zone) const {
  if (range.from >= range.to) return {};
  const absl::CivilDay first = absl::CivilDay(zone.At(range.from).cs) - 1;
  const absl::CivilDay last = absl::CivilDay(zone.At(range.to).cs);
  std::vector<CivilRange> civil;
  for (absl::CivilDay day = first; day <= last; ++day) {
    if (!FallsOn(*this, day)) continue;
    const absl::CivilSecond midnight(day);
    civil.push_back({midnight + at.from * 60, midnight + at.to * 60});
  }
  return MomentsWithin(civil, range, zone);
}

std::string RecurringWindow::ToText() const {
  std::string every = "day";
  if (weekday.has_value()) {
    every = std::string(kWeekdays[static_cast<size_t>(*weekday)]);
    if (nth > 0) every = absl::StrCat(kNth[nth - 1], " ", every);
    if (nth < 0) every = absl::StrCat("last ", every);
  }
  return absl::StrCat(every, " ", FormatMinuteRange(at));
}

absl::StatusOr<RecurringWindow> ParseRecurringWindow(absl::string_view every,
                                                     absl::string_view at) {
  RecurringWindow window;
  ASSIGN_OR_RETURN(window.at, ParseMinuteRange(at));
  const std::vector<absl::string_view> words =
      absl::StrSplit(every, ' ', absl::SkipEmpty());
  if (words.size() == 1 && words[0] == "day") return window;
  const auto weekday = words.empty() ? kWeekdays.end()
                                     : std::find(kWeekdays.begin(),
                                                 kWeekdays.end(), words.back());
  bool understood = weekday != kWeekdays.end() && words.size() <= 2;
  if (understood) {
    window.weekday = static_cast<absl::Weekday>(weekday - kWeekdays.begin());
    if (words.size() == 2) {
      const auto nth = std::find(kNth.begin(), kNth.end(), words[0]);
      if (nth != kNth.end()) {
        window.nth = static_cast<int>(nth - kNth.begin()) + 1;
      } else if (words[0] == "last") {
        window.nth = -1;
      } else {
        understood = words[0] == "every";
      }
    }
  }
  if (!understood) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", every,
                     "' is no day that comes back: write day, sunday, second "
                     "sunday or last sunday"));
  }
  return window;
}

}  // namespace regisseur
