#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/schedule/schedule_rule.h"

namespace regisseur {
namespace {

// One of the five.
struct Field {
  absl::string_view name;
  int low = 0;
  int high = 0;
  // Names of values from `low` on; empty without any.
  std::vector<absl::string_view> names{};
};

const std::vector<Field>& Fields() {
  static const auto* const fields = new std::vector<Field>{
      {"minute", 0, 59},
      {"hour", 0, 23},
      {"day of the month", 1, 31},
      {"month",
       1,
       12,
       {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct",
        "nov", "dec"}},
      // 7 is Sunday too.
      {"day of the week",
       0,
       7,
       {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}}};
  return *fields;
}

absl::Status Wrong(const Field& field, absl::string_view part) {
  return absl::InvalidArgumentError(absl::StrCat(
      "the ", field.name, " is \"", part, "\"; right is * or values from ",
      field.low, " to ", field.high,
      field.names.empty()
          ? std::string()
          : absl::StrCat(" or ", field.names.front(), "-", field.names.back()),
      ", as 5, 1-5, 1,15 or */10"));
}

std::optional<int> ValueOf(const Field& field, absl::string_view text) {
  const std::string small = absl::AsciiStrToLower(text);
  for (size_t i = 0; i < field.names.size(); ++i) {
    if (small == field.names[i]) return field.low + static_cast<int>(i);
  }
  int value = 0;
  if (text.empty() || text.size() > 2 || !absl::ascii_isdigit(text.front()) ||
      !absl::SimpleAtoi(text, &value) || value < field.low ||
      value > field.high) {
    return std::nullopt;
  }
  return value;
}

// The values that a field allows.
absl::StatusOr<std::set<int>> ParseField(const Field& field,
                                         absl::string_view text) {
  std::set<int> values;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const std::pair<absl::string_view, absl::string_view> stepped =
        absl::StrSplit(part, absl::MaxSplits('/', 1));
    const bool has_step = part.find('/') != absl::string_view::npos;
    int step = 1;
    if (has_step && (!absl::SimpleAtoi(stepped.second, &step) || step < 1 ||
                     step > field.high)) {
      return Wrong(field, part);
    }
    int from = field.low;
    int to = field.high;
    if (stepped.first != "*") {
      const std::pair<absl::string_view, absl::string_view> ends =
          absl::StrSplit(stepped.first, absl::MaxSplits('-', 1));
      const bool is_range = stepped.first.find('-') != absl::string_view::npos;
      const std::optional<int> first = ValueOf(field, ends.first);
      const std::optional<int> last =
          is_range ? ValueOf(field, ends.second) : first;
      // A step without a range has no end to step to.
      if (!first.has_value() || !last.has_value() || *last < *first ||
          (has_step && !is_range)) {
        return Wrong(field, part);
      }
      from = *first;
      to = *last;
    } else if (field.high == 7) {
      to = 6;  // Sunday once
    }
    for (int value = from; value <= to; value += step) values.insert(value);
  }
  return values;
}

// crontab(5).
absl::string_view Spelled(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> kSpelled[] = {
      {"@yearly", "0 0 1 1 *"},  {"@annually", "0 0 1 1 *"},
      {"@monthly", "0 0 1 * *"}, {"@weekly", "0 0 * * 0"},
      {"@daily", "0 0 * * *"},   {"@midnight", "0 0 * * *"},
      {"@hourly", "0 * * * *"}};
  for (const auto& [name, fields] : kSpelled) {
    if (absl::AsciiStrToLower(text) == name) return fields;
  }
  return text;
}

// Longest month of each.
constexpr int kMostDays[] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

bool EverComes(const Schedule::Rule& rule) {
  // A restricted day of the week is enough by itself, or comes with any day.
  if (!rule.any_day_of_week) return true;
  for (int month = 1; month <= 12; ++month) {
    if (!rule.months[month]) continue;
    for (int day = 1; day <= kMostDays[month]; ++day) {
      if (rule.days_of_month[day]) return true;
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<Schedule::Rule> ParseCron(absl::string_view text) {
  text = Spelled(text);
  const std::vector<absl::string_view> parts =
      absl::StrSplit(text, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  const std::vector<Field>& fields = Fields();
  if (parts.size() != fields.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a cron expression has five fields (minute, hour, day of the month, "
        "month, day of the week), and this has ",
        parts.size(), "; right is for instance 0 7 1 * *"));
  }
  std::vector<std::set<int>> values;
  for (size_t i = 0; i < fields.size(); ++i) {
    ASSIGN_OR_RETURN(std::set<int> allowed, ParseField(fields[i], parts[i]));
    values.push_back(std::move(allowed));
  }
  Schedule::Rule rule;
  for (const int hour : values[1]) {
    for (const int minute : values[0]) {
      rule.minutes.push_back(hour * 60 + minute);
    }
  }
  for (const int day : values[2]) rule.days_of_month.set(day);
  for (const int month : values[3]) rule.months.set(month);
  for (const int day : values[4]) rule.days_of_week.set(day % 7);
  rule.any_day_of_month = parts[2].front() == '*';
  rule.any_day_of_week = parts[4].front() == '*';
  if (!EverComes(rule)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "day ", parts[2], " never comes in month ", parts[3],
        "; right is a day that the month has, or in words the last day of the "
        "month 07:00"));
  }
  return rule;
}

}  // namespace regisseur
