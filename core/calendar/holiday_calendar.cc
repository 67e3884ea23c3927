#include "core/calendar/holiday_calendar.h"

#include <utility>

namespace regisseur {
namespace {

bool IsDayOff(LiberationDay rule, absl::civil_year_t year) {
  switch (rule) {
    case LiberationDay::kEveryYear:
      return true;
    case LiberationDay::kEveryFiveYears:
      return year % 5 == 0;
    case LiberationDay::kNever:
      return false;
  }
  return true;
}

// The monarch's birthday as it is celebrated: never on a Sunday.
absl::CivilDay KingsDay(absl::civil_year_t year) {
  const absl::CivilDay day(year, 4, year >= 2014 ? 27 : 30);
  return absl::GetWeekday(day) == absl::Weekday::sunday ? day - 1 : day;
}

absl::string_view DutchHoliday(const DutchHolidayRules& rules,
                               absl::CivilDay day) {
  const absl::civil_year_t year = day.year();
  const int month = day.month();
  if (month == 1) return day.day() == 1 ? "New Year's Day" : "";
  if (month == 12) {
    if (day.day() == 25) return "Christmas Day";
    return day.day() == 26 ? "Second Christmas Day" : "";
  }
  if (month < 3 || month > 6) return "";
  switch (day - EasterSunday(static_cast<int>(year))) {
    case -2:
      if (rules.good_friday) return "Good Friday";
      break;
    case 0:
      return "Easter Sunday";
    case 1:
      return "Easter Monday";
    case 39:
      return "Ascension Day";
    case 49:
      return "Whit Sunday";
    case 50:
      return "Whit Monday";
  }
  if (day == KingsDay(year)) return year >= 2014 ? "King's Day" : "Queen's Day";
  if (month == 5 && day.day() == 5 && IsDayOff(rules.liberation_day, year)) {
    return "Liberation Day";
  }
  return "";
}

}  // namespace

// The anonymous Gregorian computus (Nature, 1876; Meeus, Astronomical
// Algorithms, chapter 8).
absl::CivilDay EasterSunday(int year) {
  const int a = year % 19;
  const int b = year / 100;
  const int c = year % 100;
  const int d = b / 4;
  const int e = b % 4;
  const int f = (b + 8) / 25;
  const int g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4;
  const int k = c % 4;
  const int l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  return absl::CivilDay(year, n / 31, n % 31 + 1);
}

HolidayCalendar HolidayCalendar::Dutch(DutchHolidayRules rules) {
  HolidayCalendar calendar;
  calendar.rules_ = rules;
  return calendar;
}

HolidayCalendar HolidayCalendar::OfDays(
    std::map<absl::CivilDay, std::string> days) {
  HolidayCalendar calendar;
  calendar.rules_ = std::move(days);
  return calendar;
}

absl::string_view HolidayCalendar::NameOf(absl::CivilDay day) const {
  if (const auto* dutch = std::get_if<DutchHolidayRules>(&rules_)) {
    return DutchHoliday(*dutch, day);
  }
  if (const auto* listed = std::get_if<Listed>(&rules_)) {
    const auto found = listed->find(day);
    if (found == listed->end()) return "";
    return found->second.empty() ? absl::string_view("holiday")
                                 : absl::string_view(found->second);
  }
  return "";
}

bool HolidayCalendar::IsWorkingDay(absl::CivilDay day) const {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday != absl::Weekday::saturday &&
         weekday != absl::Weekday::sunday && !IsHoliday(day);
}

absl::CivilDay HolidayCalendar::WorkingDayOnOrBefore(absl::CivilDay day) const {
  // A listed calendar may close whole months; a year without a working day is
  // a broken list, and the day itself is as good as any.
  absl::CivilDay candidate = day;
  for (int i = 0; i < 366; ++i, --candidate) {
    if (IsWorkingDay(candidate)) return candidate;
  }
  return day;
}

absl::CivilDay HolidayCalendar::AddWorkingDays(absl::CivilDay day,
                                               int n) const {
  int closed = 0;
  while (n > 0 && closed < 366) {
    ++day;
    if (IsWorkingDay(day)) {
      --n;
      closed = 0;
    } else {
      ++closed;
    }
  }
  return day;
}

}  // namespace regisseur
