#pragma once

#include <map>
#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace regisseur {

// Easter Sunday of the Gregorian calendar.
absl::CivilDay EasterSunday(int year);

// When 5 May counts: it is a public holiday every year (Algemene termijnenwet
// art. 3), and by many labour agreements a day off in years that five divides
// only.
enum class LiberationDay { kEveryYear, kEveryFiveYears, kNever };

struct DutchHolidayRules {
  LiberationDay liberation_day = LiberationDay::kEveryYear;
  // Good Friday is no day off by itself; the law on time limits treats it as
  // one (Algemene termijnenwet art. 3 lid 2).
  bool good_friday = false;
  friend bool operator==(const DutchHolidayRules&,
                         const DutchHolidayRules&) = default;
};

// Which days are public holidays. A value; a default one knows none.
class HolidayCalendar {
 public:
  HolidayCalendar() = default;
  // The Dutch public holidays of any year: New Year, Easter and Easter Monday,
  // King's Day (27 April; 26 April when that is a Sunday; until 2013 Queen's
  // Day, 30 or 29 April), Liberation Day by rule, Ascension, Whit Sunday and
  // Monday, both Christmas days, Good Friday by rule.
  static HolidayCalendar Dutch(DutchHolidayRules rules = {});
  // Days that a file lists, with their names.
  static HolidayCalendar OfDays(std::map<absl::CivilDay, std::string> days);

  bool IsHoliday(absl::CivilDay day) const { return !NameOf(day).empty(); }
  // The holiday's name in English (a listed one's own, or "holiday"); empty
  // on other days.
  absl::string_view NameOf(absl::CivilDay day) const;

  // Monday to Friday and no holiday.
  bool IsWorkingDay(absl::CivilDay day) const;
  // The day itself or the nearest working day before it.
  absl::CivilDay WorkingDayOnOrBefore(absl::CivilDay day) const;
  // The n-th working day after `day`; n >= 0, 0 is the day itself.
  absl::CivilDay AddWorkingDays(absl::CivilDay day, int n) const;

  friend bool operator==(const HolidayCalendar&,
                         const HolidayCalendar&) = default;

 private:
  using Listed = std::map<absl::CivilDay, std::string>;
  std::variant<std::monostate, DutchHolidayRules, Listed> rules_;
};

}  // namespace regisseur
