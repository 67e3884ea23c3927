#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/schedule/schedule_rule.h"

namespace regisseur {
namespace {

using Rule = Schedule::Rule;
using Words = std::vector<std::string>;

constexpr absl::string_view kWeekdays[] = {"monday",   "tuesday", "wednesday",
                                           "thursday", "friday",  "saturday",
                                           "sunday"};

absl::Status Unread(absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", text,
      "\" is no schedule; right is for instance monday 07:00, first monday "
      "07:00, last working day of the month 07:00, quarterly 07:00, 15th of "
      "the month 07:00, or cron as 0 7 1 * *"));
}

std::optional<absl::Weekday> WeekdayOf(absl::string_view word) {
  absl::string_view one = word;
  absl::ConsumeSuffix(&one, "s");
  for (size_t i = 0; i < std::size(kWeekdays); ++i) {
    if (word == kWeekdays[i] || one == kWeekdays[i] ||
        word == kWeekdays[i].substr(0, 3)) {
      return static_cast<absl::Weekday>(i);
    }
  }
  return std::nullopt;
}

// `first`, `3rd`, `last`; 0 for none.
int OrdinalOf(absl::string_view word) {
  constexpr absl::string_view kOrdinals[] = {
      "first", "second",  "third",  "fourth", "fifth",
      "sixth", "seventh", "eighth", "ninth",  "tenth"};
  if (word == "last") return -1;
  for (size_t i = 0; i < std::size(kOrdinals); ++i) {
    if (word == kOrdinals[i]) return static_cast<int>(i) + 1;
  }
  if (word.size() < 3) return 0;
  const absl::string_view ending = word.substr(word.size() - 2);
  int number = 0;
  if ((ending != "st" && ending != "nd" && ending != "rd" && ending != "th") ||
      !absl::ascii_isdigit(word.front()) ||
      !absl::SimpleAtoi(word.substr(0, word.size() - 2), &number)) {
    return 0;
  }
  return number;
}

std::optional<Rule::Unit> UnitOf(absl::string_view word) {
  if (word == "week" || word == "weekly") return Rule::Unit::kWeek;
  if (word == "month" || word == "monthly") return Rule::Unit::kMonth;
  if (word == "quarter" || word == "quarterly") return Rule::Unit::kQuarter;
  if (word == "year" || word == "yearly" || word == "annually") {
    return Rule::Unit::kYear;
  }
  return std::nullopt;
}

// `07:00` as minutes of the day.
std::optional<int> TimeOf(absl::string_view word) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(word, absl::MaxSplits(':', 1));
  int hour = 0;
  int minute = 0;
  if (parts.first.empty() || parts.first.size() > 2 ||
      parts.second.size() != 2 || !absl::ascii_isdigit(parts.first.front()) ||
      !absl::ascii_isdigit(parts.second.front()) ||
      !absl::SimpleAtoi(parts.first, &hour) ||
      !absl::SimpleAtoi(parts.second, &minute) || hour > 23 || minute > 59) {
    return std::nullopt;
  }
  return hour * 60 + minute;
}

// Takes `words` off the end; true when they stood there.
bool TakeEnd(Words& text, const Words& words) {
  if (text.size() < words.size() ||
      !std::equal(words.begin(), words.end(), text.end() - words.size())) {
    return false;
  }
  text.resize(text.size() - words.size());
  return true;
}

// The most that can be counted in a unit.
int MostDays(Rule::Unit unit) {
  switch (unit) {
    case Rule::Unit::kWeek:
      return 7;
    case Rule::Unit::kMonth:
      return 31;
    case Rule::Unit::kQuarter:
      return 92;
    case Rule::Unit::kYear:
      return 366;
  }
  return 0;
}
// Weekdays, working days: as many as every unit has.
int MostWeekdays(Rule::Unit unit) {
  switch (unit) {
    case Rule::Unit::kWeek:
      return 1;
    case Rule::Unit::kMonth:
      return 4;
    case Rule::Unit::kQuarter:
      return 12;
    case Rule::Unit::kYear:
      return 52;
  }
  return 0;
}
int MostWorkingDays(Rule::Unit unit) {
  return unit == Rule::Unit::kWeek ? 5 : MostDays(unit) * 5 / 8;
}

// Reads what stands between unit and time. False when it cannot be read.
bool ReadDays(const Words& words, bool has_unit, Rule& rule) {
  rule.nth = 0;
  if (words.empty()) {
    if (!has_unit) return false;
    rule.kind = Rule::Kind::kNthDay;
    rule.nth = 1;
    return true;
  }
  const bool working = words.size() >= 2 &&
                       words[words.size() - 2] == "working" &&
                       (words.back() == "day" || words.back() == "days");
  if (!has_unit && words.size() == 1 &&
      (words[0] == "daily" || words[0] == "day")) {
    rule.kind = Rule::Kind::kWeekdays;
    for (int i = 0; i < 7; ++i) {
      rule.weekdays.insert(static_cast<absl::Weekday>(i));
    }
    return true;
  }
  if (working && words.size() == 2 && !has_unit) {
    rule.kind = Rule::Kind::kWorkingDay;
    return true;
  }
  const int nth = OrdinalOf(words[0]);
  if (nth != 0) {
    rule.nth = nth;
    if (words.size() == 1 || (words.size() == 2 && words[1] == "day")) {
      rule.kind = Rule::Kind::kNthDay;
      return nth <= MostDays(rule.unit);
    }
    if (working && words.size() == 3) {
      rule.kind = Rule::Kind::kNthWorkingDay;
      return nth <= MostWorkingDays(rule.unit);
    }
    const std::optional<absl::Weekday> weekday =
        words.size() == 2 ? WeekdayOf(words[1]) : std::nullopt;
    if (!weekday.has_value()) return false;
    rule.kind = Rule::Kind::kNthWeekday;
    rule.weekdays = {*weekday};
    return nth <= MostWeekdays(rule.unit);
  }
  int day = 0;
  if (words.size() == 2 && words[0] == "day" &&
      absl::SimpleAtoi(words[1], &day)) {
    rule.kind = Rule::Kind::kNthDay;
    rule.nth = day;
    return day >= 1 && day <= MostDays(rule.unit);
  }
  // Weekdays, one or more; they come every week.
  if (has_unit && rule.unit != Rule::Unit::kWeek) return false;
  rule.kind = Rule::Kind::kWeekdays;
  for (const std::string& word : words) {
    const std::optional<absl::Weekday> weekday = WeekdayOf(word);
    if (!weekday.has_value()) return false;
    rule.weekdays.insert(*weekday);
  }
  return true;
}

}  // namespace

absl::StatusOr<Schedule::Rule> ParseScheduleWords(absl::string_view text) {
  Words words;
  const std::string small =
      absl::StrReplaceAll(absl::AsciiStrToLower(text), {{",", " "}});
  for (const absl::string_view word :
       absl::StrSplit(small, absl::ByAnyChar(" \t"), absl::SkipEmpty())) {
    if (word == "the" || word == "every" || word == "each" || word == "on" ||
        word == "at" || word == "and") {
      continue;
    }
    words.emplace_back(word);
  }
  Rule rule;
  if (TakeEnd(words, {"or", "next", "working", "day"})) {
    rule.shift = Rule::Shift::kNext;
  } else if (TakeEnd(words, {"or", "previous", "working", "day"})) {
    rule.shift = Rule::Shift::kPrevious;
  }
  std::set<int> minutes;
  while (!words.empty()) {
    const std::optional<int> minute = TimeOf(words.back());
    if (!minute.has_value()) break;
    minutes.insert(*minute);
    words.pop_back();
  }
  if (minutes.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", text, "\" names no time of the day; right is for instance ",
        words.empty() ? "monday" : text, " 07:00"));
  }
  rule.minutes.assign(minutes.begin(), minutes.end());
  // `monthly …` or `… of month`.
  bool has_unit = false;
  if (!words.empty() && words.front() != "day") {
    if (const auto unit = UnitOf(words.front())) {
      rule.unit = *unit;
      has_unit = true;
      words.erase(words.begin());
    }
  }
  if (!has_unit && words.size() >= 2 && words[words.size() - 2] == "of") {
    const auto unit = UnitOf(words.back());
    if (!unit.has_value()) return Unread(text);
    rule.unit = *unit;
    has_unit = true;
    words.resize(words.size() - 2);
  }
  if (!ReadDays(words, has_unit, rule)) return Unread(text);
  return rule;
}

}  // namespace regisseur
