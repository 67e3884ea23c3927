#pragma once

#include <optional>

#include "absl/time/civil_time.h"
#include "core/calendar/holiday_calendar.h"
#include "core/contract/term.h"

namespace regisseur {

// An option that can still be exercised.
struct OptionDates {
  int nth = 1;  // of `times`
  // The border: exercising on this day is a day late.
  absl::CivilDay exercise_by;
  // The day people act on: it has to be received by then.
  absl::CivilDay received_by;
  // The term's end when it is exercised.
  absl::CivilDay extended_end;
  friend bool operator==(const OptionDates&, const OptionDates&) = default;
};

// The dates that a contract has on a day (DESIGN 6.3, USERS U4, DECISIONS 23).
// `…_end` and `…_by` are borders, the first day after; `last_day` and
// `…_received_by` are the days that people act on. What does not exist is
// absent: a contract without an end has no term_end, one that ends by itself no
// notice_by.
struct NoticeDates {
  std::optional<absl::CivilDay> term_end;
  std::optional<absl::CivilDay> last_day;

  // Our notice that ends the contract at the earliest border that it could
  // have been meant for: with `notice_missed` that one has passed, and
  // earliest_exit, next_term_end and next_notice_by follow.
  std::optional<absl::CivilDay> notice_by;
  std::optional<absl::CivilDay> notice_received_by;
  std::optional<absl::CivilDay> internal_notice_by;
  bool notice_missed = false;
  std::optional<absl::CivilDay> next_term_end;
  std::optional<absl::CivilDay> next_notice_by;
  std::optional<absl::CivilDay> next_notice_received_by;
  // The first day on which we can be out, when notice is received on the day
  // asked.
  std::optional<absl::CivilDay> earliest_exit;

  // By when the provider would have to tell us.
  std::optional<absl::CivilDay> provider_notice_by;

  // What happens when nobody acts: it runs until then (absent: no end), or
  // ends on term_end.
  bool renews = false;
  std::optional<absl::CivilDay> renews_until;

  std::optional<OptionDates> option;
  // Options that remain and were not exercised in time.
  bool option_missed = false;
  // The end when every option that can still be exercised is; absent when
  // nothing bounds the contract.
  std::optional<absl::CivilDay> last_possible_end;

  // Under `switching: data_act`: the first day out when notice is given on the
  // day asked, two months on at most; and the border of notice for being out on
  // term_end, at most two months before it.
  std::optional<absl::CivilDay> switch_exit;
  std::optional<absl::CivilDay> switch_notice_by;
};

// Where a contract is in its life.
enum class ContractState { kFuture, kRunning, kEnded };

// On the day for which `dates` were computed.
ContractState StateOf(const Term& term, const NoticeDates& dates,
                      absl::CivilDay on);

// The dates as they stand on `on`. Options exercised after `on` do not count
// yet. `holidays` moves received-by dates back to working days. Pure; a term
// that CheckContract accepts is required.
NoticeDates ComputeNoticeDates(const Term& term, absl::CivilDay on,
                               const HolidayCalendar& holidays);

// The first day that the contract does not cover any more, because it was
// terminated or ends by itself; absent while it runs on. As things stand on
// `on`.
std::optional<absl::CivilDay> FindEndOfTerm(const Term& term, absl::CivilDay on,
                                            const HolidayCalendar& holidays);

}  // namespace regisseur
