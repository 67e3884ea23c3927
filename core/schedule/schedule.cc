#include "core/schedule/schedule.h"

#include <algorithm>
#include <deque>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "core/base/status_macros.h"
#include "core/schedule/schedule_rule.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using Rule = Schedule::Rule;

// Days that a rule may be moved by a row of holidays, with plenty.
constexpr int kMostMoved = 31;
// 29 February can be eight years away (1896 to 1904).
constexpr int kMostAhead = 9 * 366;

absl::CivilDay FirstOf(Rule::Unit unit, absl::CivilDay day) {
  switch (unit) {
    case Rule::Unit::kWeek:
      return absl::PrevWeekday(day + 1, absl::Weekday::monday);
    case Rule::Unit::kMonth:
      return absl::CivilDay(absl::CivilMonth(day));
    case Rule::Unit::kQuarter:
      return absl::CivilDay(day.year(), (day.month() - 1) / 3 * 3 + 1, 1);
    case Rule::Unit::kYear:
      return absl::CivilDay(absl::CivilYear(day));
  }
  return day;
}

absl::CivilDay FirstOfNext(Rule::Unit unit, absl::CivilDay first) {
  switch (unit) {
    case Rule::Unit::kWeek:
      return first + 7;
    case Rule::Unit::kMonth:
      return absl::CivilDay(absl::CivilMonth(first) + 1);
    case Rule::Unit::kQuarter:
      return absl::CivilDay(absl::CivilMonth(first) + 3);
    case Rule::Unit::kYear:
      return absl::CivilDay(absl::CivilYear(first) + 1);
  }
  return first;
}

bool Counts(const Rule& rule, absl::CivilDay day,
            const HolidayCalendar& holidays) {
  switch (rule.kind) {
    case Rule::Kind::kNthDay:
      return true;
    case Rule::Kind::kNthWeekday:
      return rule.weekdays.count(absl::GetWeekday(day)) != 0;
    case Rule::Kind::kNthWorkingDay:
    case Rule::Kind::kWorkingDay:
      return holidays.IsWorkingDay(day);
    case Rule::Kind::kWeekdays:
      return rule.weekdays.count(absl::GetWeekday(day)) != 0;
    case Rule::Kind::kCron: {
      if (!rule.months[static_cast<size_t>(day.month())]) return false;
      // Sunday is 0 here and 6 there.
      const auto weekday = (static_cast<size_t>(absl::GetWeekday(day)) + 1) % 7;
      const bool by_month = rule.days_of_month[static_cast<size_t>(day.day())];
      const bool by_week = rule.days_of_week[weekday];
      return rule.any_day_of_month || rule.any_day_of_week
                 ? by_month && by_week
                 : by_month || by_week;
    }
  }
  return false;
}

// The n-th day that counts, the last one where there are fewer.
std::optional<absl::CivilDay> NthOf(const Rule& rule, absl::CivilDay first,
                                    const HolidayCalendar& holidays) {
  const absl::CivilDay end = FirstOfNext(rule.unit, first);
  std::optional<absl::CivilDay> found;
  if (rule.nth > 0) {
    int left = rule.nth;
    for (absl::CivilDay day = first; day < end && left > 0; ++day) {
      if (!Counts(rule, day, holidays)) continue;
      found = day;
      --left;
    }
    return found;
  }
  for (absl::CivilDay day = end - 1; day >= first; --day) {
    if (Counts(rule, day, holidays)) return day;
  }
  return found;
}

// The first day of the rule from `from` on, before it is moved.
std::optional<absl::CivilDay> NextBase(const Rule& rule, absl::CivilDay from,
                                       const HolidayCalendar& holidays) {
  const absl::CivilDay end = from + kMostAhead;
  if (rule.nth != 0) {
    for (absl::CivilDay first = FirstOf(rule.unit, from); first < end;
         first = FirstOfNext(rule.unit, first)) {
      const auto day = NthOf(rule, first, holidays);
      if (day.has_value() && *day >= from) return day;
    }
    return std::nullopt;
  }
  for (absl::CivilDay day = from; day < end; ++day) {
    if (Counts(rule, day, holidays)) return day;
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<Schedule> Schedule::Parse(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (text.empty()) {
    return absl::InvalidArgumentError(
        "the schedule is empty; right is for instance monday 07:00 or 0 7 * * "
        "1");
  }
  // A cron expression begins with minutes, words never do: `15th`, `day`.
  const absl::string_view first = text.substr(0, text.find_first_of(" \t"));
  const bool cron =
      first.front() == '@' ||
      first.find_first_not_of("0123456789*/,-") == absl::string_view::npos;
  ASSIGN_OR_RETURN(Rule rule,
                   cron ? ParseCron(text) : ParseScheduleWords(text));
  return Schedule(std::string(text),
                  std::make_shared<const Rule>(std::move(rule)));
}

bool Schedule::EndsPeriod() const {
  return rule_->nth == -1 && rule_->unit != Rule::Unit::kWeek;
}

std::optional<absl::CivilDay> Schedule::DayOf(
    absl::CivilDay base, const HolidayCalendar& holidays) const {
  switch (rule_->shift) {
    case Rule::Shift::kNone:
      return base;
    case Rule::Shift::kNext:
      return holidays.IsWorkingDay(base) ? base
                                         : holidays.AddWorkingDays(base, 1);
    case Rule::Shift::kPrevious:
      return holidays.WorkingDayOnOrBefore(base);
  }
  return std::nullopt;
}

std::vector<absl::Time> Schedule::MomentsOn(absl::CivilDay day,
                                            absl::TimeZone zone) const {
  std::vector<absl::Time> moments;
  for (const int minute : rule_->minutes) {
    const absl::TimeZone::TimeInfo at =
        zone.At(absl::CivilSecond(absl::CivilMinute(day) + minute));
    const absl::Time moment =
        at.kind == absl::TimeZone::TimeInfo::SKIPPED ? at.trans : at.pre;
    moments.push_back(moment);
  }
  std::sort(moments.begin(), moments.end());
  moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
  return moments;
}

absl::Time Schedule::Next(absl::Time after, absl::TimeZone zone,
                          const HolidayCalendar& holidays) const {
  absl::CivilDay from = absl::ToCivilDay(after, zone) -
                        (rule_->shift == Rule::Shift::kNone ? 1 : kMostMoved);
  // Moved days keep their order, so the first that is late enough is it.
  while (const auto base = NextBase(*rule_, from, holidays)) {
    if (const auto day = DayOf(*base, holidays)) {
      for (const absl::Time moment : MomentsOn(*day, zone)) {
        if (moment > after) return moment;
      }
    }
    from = *base + 1;
  }
  return absl::InfiniteFuture();
}

std::vector<absl::Time> Schedule::Between(absl::Time after, absl::Time until,
                                          absl::TimeZone zone,
                                          const HolidayCalendar& holidays,
                                          size_t most) const {
  std::deque<absl::Time> found;
  absl::CivilDay from = absl::ToCivilDay(after, zone) - kMostMoved;
  // By days, since a schedule may have many times a day.
  while (const auto base = NextBase(*rule_, from, holidays)) {
    from = *base + 1;
    const auto day = DayOf(*base, holidays);
    if (!day.has_value()) continue;
    for (const absl::Time moment : MomentsOn(*day, zone)) {
      if (moment > until) return {found.begin(), found.end()};
      if (moment <= after) continue;
      after = moment;
      found.push_back(moment);
      if (found.size() > most) found.pop_front();
    }
  }
  return {found.begin(), found.end()};
}

std::string Schedule::Explain(absl::Time due, absl::TimeZone zone,
                              const HolidayCalendar& holidays) const {
  std::string why = text_;
  const absl::CivilDay local = absl::ToCivilDay(due, zone);
  absl::CivilDay from = local - kMostMoved;
  while (const auto base = NextBase(*rule_, from, holidays)) {
    if (*base > local + kMostMoved) return why;
    from = *base + 1;
    const auto day = DayOf(*base, holidays);
    if (!day.has_value()) continue;
    for (const int minute : rule_->minutes) {
      const absl::CivilSecond civil(absl::CivilMinute(*day) + minute);
      const absl::TimeZone::TimeInfo at = zone.At(civil);
      const bool skipped = at.kind == absl::TimeZone::TimeInfo::SKIPPED;
      if ((skipped ? at.trans : at.pre) != due) continue;
      if (*day != *base) {
        const absl::string_view holiday = holidays.NameOf(*base);
        absl::StrAppend(&why, "; moved from ", FormatDay(*base), " (",
                        holiday.empty() ? "weekend" : holiday, ")");
      }
      const std::string time =
          absl::StrFormat("%02d:%02d", minute / 60, minute % 60);
      if (skipped) {
        absl::StrAppend(&why, "; the clock skips ", time,
                        ", so when it is set forward");
      } else if (at.kind == absl::TimeZone::TimeInfo::REPEATED) {
        absl::StrAppend(&why, "; the first of the two ", time,
                        " that the clock shows");
      }
      return why;
    }
  }
  return why;
}

}  // namespace regisseur
