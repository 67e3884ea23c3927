#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/calendar/weekly_hours.h"
#include "core/contact/escalation_ladder.h"
#include "core/contract/contract.h"
#include "core/matter/matter.h"
#include "core/partnership/escalation_target.h"
#include "core/partnership/participant.h"

namespace regisseur {

// How soon an escalation is taken up and answered, and the hours that count:
// the same for both sides.
struct EscalationTerms {
  absl::Duration acknowledge;
  absl::Duration answer;
  WeeklyHours hours = WeeklyHours::Always();
  absl::TimeZone zone;
  HolidayCalendar holidays;
};

// Of the first contract, by id, that is about the service and says so, else of
// the first of the others that does. What none says: 30 minutes and 4 hours for
// P1 and P2, 4 hours and 2 days for everything else, around the clock. `zone`
// is that of the portfolio.
EscalationTerms FindEscalationTerms(absl::Span<const Contract* const> contracts,
                                    absl::string_view service,
                                    absl::string_view priority,
                                    absl::TimeZone zone);

// The hours that count between two moments.
absl::Duration CountedBetween(const EscalationTerms& terms, absl::Time from,
                              absl::Time to);

// A rung and from when on it is called while nobody answers.
struct PlannedRung {
  int level = 0;
  absl::Time at;
  friend bool operator==(const PlannedRung&, const PlannedRung&) = default;
};

// What holds from opening, or opening again, on. Kept as it was then: a
// contract that says something else later moves no clock that runs.
struct EscalationRound {
  absl::Time opened;
  absl::Time acknowledge_by;
  absl::Time answer_by;
  // The lowest first, which is called at once; empty where no contract names
  // anybody.
  std::vector<PlannedRung> rungs;
  friend bool operator==(const EscalationRound&,
                         const EscalationRound&) = default;
};

// The rungs from `level` on (0: the lowest) by their shares of the time to
// answer (EscalationLadder). INVALID_ARGUMENT for a level above the highest.
absl::StatusOr<EscalationRound> PlanEscalation(const EscalationLadder& ladder,
                                               const EscalationTerms& terms,
                                               int level, absl::Time start);

// `1@2026-10-05T07:00:00Z;2@…`
std::string FormatRungs(absl::Span<const PlannedRung> rungs);
absl::StatusOr<std::vector<PlannedRung>> ParseRungs(absl::string_view text);

// What an escalation is about; what is empty is not named.
struct EscalationLinks {
  std::string incident;  // an incident or a ticket
  std::string contract;  // of the objective
  std::string objective;
  std::string invoice;

  bool empty() const {
    return incident.empty() && contract.empty() && objective.empty() &&
           invoice.empty();
  }
  friend bool operator==(const EscalationLinks&,
                         const EscalationLinks&) = default;
};

enum class EscalationState { kOpen, kAcknowledged, kAnswered, kClosed };

enum class RungReason {
  kOpened,
  kReopened,
  kShareOfTime,      // so much of the time to answer was over
  kShareOfTarget,    // so much of what is promised for its incident was over
  kNotAcknowledged,  // nobody took it up in time
  kRaised,           // by a person
};
// `opened`, `reopened`, `share_of_time`, `share_of_target`, `not_acknowledged`,
// `raised`.
absl::string_view RungReasonWord(RungReason reason);
// True for what no person did.
bool IsByTime(RungReason reason);

struct EscalatedRung {
  int level = 0;
  absl::Time at;
  RungReason reason = RungReason::kOpened;
  std::string percent = {};  // of kShareOfTarget
  friend bool operator==(const EscalatedRung&, const EscalatedRung&) = default;
};

// A step of an escalation. What its own clocks did and was written down is
// none: it follows from the others. What followed from facts about its incident
// is one, because facts are corrected.
struct EscalationEvent {
  MatterMove move = MatterMove::kOpened;
  absl::Time at;
  EscalationRound round;  // of kOpened and kReopened
  // Of kRaisedHigher that no person did: the rung that was called.
  std::optional<EscalatedRung> called = {};
};

// Where an escalation stands at a moment. Of rounds the last one counts.
struct EscalationStanding {
  EscalationState state = EscalationState::kOpen;
  EscalationRound round;
  std::vector<EscalatedRung> called;  // in the order of time
  // What is called while nobody answers, by level; not for want of an
  // acknowledgement.
  std::vector<EscalatedRung> to_come;
  std::optional<absl::Time> acknowledged;  // an answer is one as well
  std::optional<absl::Time> answered;
  std::optional<absl::Time> closed;
  int reopened = 0;

  // 0 where nobody stands on the ladder.
  int Level() const { return called.empty() ? 0 : called.back().level; }
  // The first planned rung above the one that is called; null on the highest.
  const PlannedRung* Above() const;
};

// `events` in the order of time, the first one kOpened; those after `now` are
// not looked at. With a target a rung is called by its share of that, too, from
// `target->since` on: whichever comes first.
EscalationStanding FoldEscalation(absl::Span<const EscalationEvent> events,
                                  absl::Time now,
                                  const EscalationTarget* target = nullptr);

// OK when `mover` may make `move`; else FAILED_PRECONDITION or
// PERMISSION_DENIED with what is possible. The side that opened it closes,
// and opens again; the other one acknowledges and answers.
absl::Status CheckEscalationMove(const EscalationStanding& standing,
                                 Participant opened_by, Participant mover,
                                 MatterMove move);

// Of times the middle one, of an even number the mean of both in the middle,
// cut to whole seconds, and the longest. Absent without any.
struct TimesTaken {
  int64_t median_seconds = 0;
  int64_t worst_seconds = 0;
};
std::optional<TimesTaken> SummarizeTimes(std::vector<int64_t> seconds);

}  // namespace regisseur
