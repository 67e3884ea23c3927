#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "core/calendar/holiday_calendar.h"

namespace regisseur {

// When something is due, again and again: days by a rule, each with times of
// the day, in a time zone. Written as a cron expression (crontab(5): five
// fields, names, lists, ranges, steps, `@daily`) or in words:
//
//   daily 07:00                              every working day 18:00
//   monday 07:00                             monday and thursday 07:00
//   first monday 07:00                       last friday of the quarter 16:00
//   last working day of the month 07:00      3rd working day 09:00
//   last day of the year 12:00               15th of the month 07:00
//   monthly 07:00                            quarterly first monday 07:00
//
// each also with `or next working day` or `or previous working day`, which
// moves a day that is a weekend or a holiday.
//
// The written answers:
// - A local time that the zone skips is due at the moment of the change; one
//   that it repeats is due once, the first time. So a day with a changed clock
//   has as many runs as the rule has local times, those that a change folds
//   together once.
// - In words, a day that a month lacks is its last day (31st of the month); in
//   cron it does not come.
// - A holiday is a day like any other unless the rule says working day.
// - Cron: when both day fields are restricted, either is enough.
//
// An immutable value; thread-safe.
class Schedule {
 public:
  // What one cron field allows, and the rule of days in words.
  struct Rule;

  // INVALID_ARGUMENT with what would be right; also for a day that never comes
  // (30 February).
  static absl::StatusOr<Schedule> Parse(absl::string_view text);

  // As it was written.
  const std::string& text() const { return text_; }
  // True when it names the last days of months, quarters or years: what is made
  // then is about the period that ends.
  bool EndsPeriod() const;

  // The first moment after `after`.
  absl::Time Next(absl::Time after, absl::TimeZone zone,
                  const HolidayCalendar& holidays) const;
  // The moments of (after, until], ascending; of more than `most` the last
  // ones.
  std::vector<absl::Time> Between(absl::Time after, absl::Time until,
                                  absl::TimeZone zone,
                                  const HolidayCalendar& holidays,
                                  size_t most) const;
  // Why that moment is due, for people, in words that say what moved it: the
  // rule; the holiday; the hour that the zone skips or repeats.
  std::string Explain(absl::Time due, absl::TimeZone zone,
                      const HolidayCalendar& holidays) const;

 private:
  Schedule(std::string text, std::shared_ptr<const Rule> rule)
      : text_(std::move(text)), rule_(std::move(rule)) {}

  // The day on which the rule's day `base` is done; absent when it has none.
  std::optional<absl::CivilDay> DayOf(absl::CivilDay base,
                                      const HolidayCalendar& holidays) const;
  // The moments of a day, ascending, each once.
  std::vector<absl::Time> MomentsOn(absl::CivilDay day,
                                    absl::TimeZone zone) const;

  std::string text_;
  std::shared_ptr<const Rule> rule_;
};

}  // namespace regisseur
