#include "core/calendar/weekly_hours.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int kMinutesOfDay = 24 * 60;
constexpr std::array<absl::string_view, 7> kDays = {"mon", "tue", "wed", "thu",
                                                    "fri", "sat", "sun"};

int IndexOf(absl::string_view day) {
  const auto found = std::find(kDays.begin(), kDays.end(), day);
  return found == kDays.end() ? -1 : static_cast<int>(found - kDays.begin());
}

// `07:30` as minutes; -1 when it is none.
int MinuteOf(absl::string_view text) {
  int hour;
  int minute;
  if (text.size() != 5 || text[2] != ':' ||
      !absl::SimpleAtoi(text.substr(0, 2), &hour) ||
      !absl::SimpleAtoi(text.substr(3), &minute) || hour < 0 || minute < 0 ||
      minute > 59 || hour * 60 + minute > kMinutesOfDay) {
    return -1;
  }
  return hour * 60 + minute;
}

absl::StatusOr<std::vector<size_t>> ParseDays(absl::string_view text) {
  std::vector<size_t> days;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const absl::string_view day = absl::StripAsciiWhitespace(part);
    if (day == "daily") {
      for (size_t i = 0; i < 7; ++i) days.push_back(i);
      continue;
    }
    if (day == "holidays") {
      days.push_back(7);
      continue;
    }
    const std::vector<absl::string_view> ends = absl::StrSplit(day, '-');
    const int first = IndexOf(ends.front());
    const int last = IndexOf(ends.back());
    if (ends.size() > 2 || first < 0 || last < 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "'", text,
          "' are no days: write mon, mon-fri, \"mon,wed\", daily or holidays"));
    }
    for (int i = first;; i = (i + 1) % 7) {
      days.push_back(static_cast<size_t>(i));
      if (i == last) break;
    }
  }
  return days;
}

absl::StatusOr<std::vector<MinuteRange>> ParseHours(absl::string_view text) {
  std::vector<MinuteRange> hours;
  if (absl::StripAsciiWhitespace(text) == "closed") return hours;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    ASSIGN_OR_RETURN(const MinuteRange range,
                     ParseMinuteRange(absl::StripAsciiWhitespace(part)));
    hours.push_back(range);
  }
  std::sort(hours.begin(), hours.end(),
            [](const MinuteRange& a, const MinuteRange& b) {
              return a.from < b.from;
            });
  for (size_t i = 1; i < hours.size(); ++i) {
    if (hours[i].from < hours[i - 1].to) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", text, "' overlap: write each hour once"));
    }
  }
  return hours;
}

void Append(TimeRange piece, std::vector<TimeRange>& ranges) {
  if (piece.from >= piece.to) return;
  if (!ranges.empty() && piece.from <= ranges.back().to) {
    ranges.back().to = std::max(ranges.back().to, piece.to);
  } else {
    ranges.push_back(piece);
  }
}

}  // namespace

absl::StatusOr<MinuteRange> ParseMinuteRange(absl::string_view text) {
  const std::vector<absl::string_view> ends = absl::StrSplit(text, '-');
  if (ends.size() == 2) {
    MinuteRange range{MinuteOf(absl::StripAsciiWhitespace(ends[0])),
                      MinuteOf(absl::StripAsciiWhitespace(ends[1]))};
    if (range.from >= 0 && range.from < kMinutesOfDay && range.to >= 0 &&
        range.from != range.to) {
      if (range.to < range.from) range.to += kMinutesOfDay;
      return range;
    }
  }
  return absl::InvalidArgumentError(
      absl::StrCat("'", text,
                   "' are no hours: write 07:00-19:00, 22:00-06:00 or "
                   "00:00-24:00"));
}

std::string FormatMinuteRange(const MinuteRange& range) {
  const int to = range.to > kMinutesOfDay ? range.to - kMinutesOfDay : range.to;
  return absl::StrFormat("%02d:%02d-%02d:%02d", range.from / 60,
                         range.from % 60, to / 60, to % 60);
}

WeeklyHours WeeklyHours::Always() {
  WeeklyHours hours;
  hours.always_ = true;
  for (size_t day = 0; day < hours.hours_.size(); ++day) {
    hours.hours_[day] = {{0, kMinutesOfDay}};
    hours.given_[day] = true;
  }
  return hours;
}

absl::Status WeeklyHours::Add(absl::string_view days, absl::string_view hours) {
  ASSIGN_OR_RETURN(const std::vector<size_t> indexes, ParseDays(days));
  ASSIGN_OR_RETURN(const std::vector<MinuteRange> ranges, ParseHours(hours));
  for (const size_t day : indexes) {
    if (given_[day]) {
      return absl::InvalidArgumentError(absl::StrCat(
          "'", days, "' gives ", day == kHolidays ? "holidays" : kDays[day],
          " hours a second time: name each day once"));
    }
    given_[day] = true;
    hours_[day] = ranges;
  }
  return absl::OkStatus();
}

std::string WeeklyHours::ToText() const {
  if (always_) return "always";
  std::vector<std::string> parts;
  const auto add = [&](std::string days,
                       const std::vector<MinuteRange>& hours) {
    if (hours.empty()) return;
    parts.push_back(absl::StrCat(
        days, " ",
        absl::StrJoin(hours, ",",
                      [](std::string* out, const MinuteRange& range) {
                        absl::StrAppend(out, FormatMinuteRange(range));
                      })));
  };
  for (size_t first = 0; first < kHolidays;) {
    size_t last = first;
    while (last + 1 < kHolidays && hours_[last + 1] == hours_[first]) ++last;
    add(first == last ? std::string(kDays[first])
                      : absl::StrCat(kDays[first], "-", kDays[last]),
        hours_[first]);
    first = last + 1;
  }
  add("holidays", hours_[kHolidays]);
  return parts.empty() ? "closed" : absl::StrJoin(parts, "; ");
}

const std::vector<MinuteRange>& WeeklyHours::HoursOf(
    absl::CivilDay day, const HolidayCalendar& holidays) const {
  if (holidays.IsHoliday(day)) return hours_[kHolidays];
  return hours_[static_cast<size_t>(absl::GetWeekday(day))];
}

std::vector<TimeRange> WeeklyHours::OpenRanges(
    TimeRange range, absl::TimeZone zone,
    const HolidayCalendar& holidays) const {
  if (range.from >= range.to) return {};
  if (always_) return {range};
  // From the day before: its hours may reach past midnight.
  const absl::CivilDay first = absl::CivilDay(zone.At(range.from).cs) - 1;
  const absl::CivilDay last = absl::CivilDay(zone.At(range.to).cs);
  std::vector<CivilRange> civil;
  for (absl::CivilDay day = first; day <= last; ++day) {
    const absl::CivilSecond midnight(day);
    for (const MinuteRange& hours : HoursOf(day, holidays)) {
      civil.push_back({midnight + hours.from * 60, midnight + hours.to * 60});
    }
  }
  return MomentsWithin(civil, range, zone);
}

std::vector<TimeRange> MomentsWithin(const std::vector<CivilRange>& civil,
                                     TimeRange range, absl::TimeZone zone) {
  std::vector<TimeRange> moments;
  // Between two changes of the clock local time is a plain shift of absolute
  // time; each such stretch is read on its own.
  absl::Time from = range.from;
  while (from < range.to) {
    absl::TimeZone::CivilTransition transition;
    absl::Time to = range.to;
    if (zone.NextTransition(from, &transition)) {
      to = std::min(to, zone.At(transition.to).trans);
    }
    const absl::TimeZone::CivilInfo local = zone.At(from);
    const absl::Duration offset = absl::Seconds(local.offset);
    const absl::CivilSecond civil_from = local.cs;
    const absl::CivilSecond civil_to = zone.At(to - absl::Nanoseconds(1)).cs;
    for (const CivilRange& piece : civil) {
      if (piece.to <= civil_from) continue;
      if (piece.from > civil_to) break;
      const absl::Time start =
          absl::FromCivil(piece.from, absl::UTCTimeZone()) - offset;
      const absl::Time end =
          absl::FromCivil(piece.to, absl::UTCTimeZone()) - offset;
      Append({std::max(start, from), std::min(end, to)}, moments);
    }
    from = to;
  }
  return moments;
}

}  // namespace regisseur
