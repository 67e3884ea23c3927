#pragma once

#include <array>
#include <bitset>
#include <set>
#include <vector>

#include "core/schedule/schedule.h"

namespace regisseur {

// The rule of a schedule, as it was understood. Made by the two parsers.
struct Schedule::Rule {
  // What an n-th day is counted in.
  enum class Unit { kWeek, kMonth, kQuarter, kYear };
  enum class Kind {
    kCron,        // by the fields below
    kWeekdays,    // each of `weekdays`
    kWorkingDay,  // each
    kNthDay,      // the n-th day of `unit`
    kNthWeekday,  // the n-th `weekday` of `unit`
    kNthWorkingDay,
  };
  enum class Shift { kNone, kNext, kPrevious };

  Kind kind = Kind::kCron;
  Shift shift = Shift::kNone;

  // Minutes of the day, ascending.
  std::vector<int> minutes;

  // kCron.
  std::bitset<32> days_of_month;  // 1 to 31
  std::bitset<13> months;         // 1 to 12
  std::bitset<7> days_of_week;    // 0 is Sunday
  bool any_day_of_month = false;  // its field begins with a star
  bool any_day_of_week = false;

  // In words.
  std::set<absl::Weekday> weekdays;
  Unit unit = Unit::kMonth;
  int nth = 0;  // from 1; -1 is the last
};

// Five fields, or `@monthly`.
absl::StatusOr<Schedule::Rule> ParseCron(absl::string_view text);
// Words.
absl::StatusOr<Schedule::Rule> ParseScheduleWords(absl::string_view text);

}  // namespace regisseur
