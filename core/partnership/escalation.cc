#include "core/partnership/escalation.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/service_level/ticket_clock.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

bool IsUrgent(absl::string_view priority) {
  return priority == "P1" || priority == "P2";
}

// The terms as an objective, which the clock of tickets counts by.
Objective AsObjective(const EscalationTerms& terms) {
  Objective objective;
  objective.window.zone = terms.zone;
  objective.holidays = terms.holidays;
  objective.terms = TicketTerms{.clock = TicketTerms::Clock::kAnswer,
                                .support_hours = terms.hours};
  return objective;
}

class Folding {
 public:
  Folding(absl::Time now, const EscalationTarget* target)
      : now_(now), target_(target) {}

  void Take(const EscalationEvent& event) {
    PassTo(event.at);
    EscalationStanding& s = standing_;
    switch (event.move) {
      case MatterMove::kOpened:
      case MatterMove::kReopened:
        s.reopened += event.move == MatterMove::kReopened ? 1 : 0;
        s.state = EscalationState::kOpen;
        s.round = event.round;
        s.acknowledged = s.answered = s.closed = std::nullopt;
        if (!s.round.rungs.empty()) {
          const int level = s.round.rungs.front().level;
          s.called.push_back({level, event.at,
                              event.move == MatterMove::kReopened
                                  ? RungReason::kReopened
                                  : RungReason::kOpened});
        }
        missed_ = false;
        break;
      case MatterMove::kAcknowledged:
        s.state = EscalationState::kAcknowledged;
        s.acknowledged = event.at;
        break;
      case MatterMove::kAnswered:
        s.state = EscalationState::kAnswered;
        s.answered = event.at;
        if (!s.acknowledged.has_value()) s.acknowledged = event.at;
        break;
      case MatterMove::kClosed:
        s.state = EscalationState::kClosed;
        s.closed = event.at;
        break;
      case MatterMove::kRaisedHigher:
        if (!event.called.has_value()) {
          Call({0, event.at, RungReason::kRaised});
        } else if (event.called->level > s.Level()) {
          s.called.push_back(*event.called);
        }
        break;
      default:
        break;
    }
  }

  EscalationStanding Finish() {
    PassTo(now_);
    if (Waits()) {
      for (const PlannedRung& rung : standing_.round.rungs) {
        if (rung.level <= standing_.Level()) continue;
        standing_.to_come.push_back(Coming(rung));
      }
    }
    return std::move(standing_);
  }

 private:
  bool Waits() const {
    return standing_.state == EscalationState::kOpen ||
           standing_.state == EscalationState::kAcknowledged;
  }

  // Calls the next rung, whatever level `how` says.
  void Call(EscalatedRung how) {
    if (const PlannedRung* next = standing_.Above()) {
      how.level = next->level;
      standing_.called.push_back(std::move(how));
    }
  }

  // When and why a rung is called by a share of a time: of that to answer, or
  // of the target.
  EscalatedRung Coming(const PlannedRung& rung) const {
    EscalatedRung coming{rung.level, rung.at, RungReason::kShareOfTime};
    if (target_ == nullptr) return coming;
    for (const TargetRung& by : target_->rungs) {
      if (by.level != rung.level) continue;
      const absl::Time at = std::max(by.at, target_->since);
      const bool runs = !target_->stopped.has_value() || at < *target_->stopped;
      if (runs && at < coming.at) {
        coming = {rung.level, at, RungReason::kShareOfTarget, by.percent};
      }
    }
    return coming;
  }

  // What time does until then.
  void PassTo(absl::Time until) {
    while (Waits() && !standing_.called.empty()) {
      const PlannedRung* const next = standing_.Above();
      if (next == nullptr) return;
      EscalatedRung coming = Coming(*next);
      const bool may_miss =
          !missed_ && standing_.state == EscalationState::kOpen;
      const bool misses =
          may_miss && standing_.round.acknowledge_by <= coming.at;
      if (misses) {
        coming = {next->level, standing_.round.acknowledge_by,
                  RungReason::kNotAcknowledged};
      }
      // Never before the rung below it.
      coming.at = std::max(coming.at, standing_.called.back().at);
      if (coming.at > until || coming.at == absl::InfiniteFuture()) return;
      if (misses) missed_ = true;
      Call(std::move(coming));
    }
  }

  const absl::Time now_;
  const EscalationTarget* const target_;
  EscalationStanding standing_;
  bool missed_ = false;  // of this round: not acknowledged in time
};

absl::Status Stands(absl::string_view how) {
  return absl::FailedPreconditionError(
      absl::StrCat("id: this escalation ", how));
}

}  // namespace

EscalationTerms FindEscalationTerms(absl::Span<const Contract* const> contracts,
                                    absl::string_view service,
                                    absl::string_view priority,
                                    absl::TimeZone zone) {
  EscalationTerms terms;
  terms.zone = zone;
  terms.acknowledge = IsUrgent(priority) ? absl::Minutes(30) : absl::Hours(4);
  terms.answer = IsUrgent(priority) ? absl::Hours(4) : absl::Hours(48);
  for (const bool about : {true, false}) {
    for (const Contract* contract : contracts) {
      const Governance& says = contract->governance;
      if (!service.empty() && IsAbout(*contract, service) != about) continue;
      if (!says.acknowledge.has_value() && !says.answer.has_value() &&
          says.escalation_hours.IsAlways()) {
        continue;
      }
      terms.acknowledge = says.acknowledge.value_or(terms.acknowledge);
      terms.answer = says.answer.value_or(terms.answer);
      terms.hours = says.escalation_hours;
      terms.holidays = contract->holidays;
      return terms;
    }
  }
  return terms;
}

absl::Duration CountedBetween(const EscalationTerms& terms, absl::Time from,
                              absl::Time to) {
  const Objective objective = AsObjective(terms);
  return TicketClock(objective).TimeBetween(from, to, {});
}

absl::StatusOr<EscalationRound> PlanEscalation(const EscalationLadder& ladder,
                                               const EscalationTerms& terms,
                                               int level, absl::Time start) {
  const Objective objective = AsObjective(terms);
  const TicketClock clock(objective);
  const PromisedTime promise{
      nullptr, &objective, {.priority = "", .within = {.hours = terms.answer}}};
  EscalationRound round;
  round.opened = start;
  round.acknowledge_by = clock.DueTime(start, {.hours = terms.acknowledge}, {});
  round.answer_by = clock.DueTime(start, {.hours = terms.answer}, {});
  for (const LadderRung& rung : ladder.rungs()) {
    if (rung.level < level) continue;
    const absl::Time at =
        round.rungs.empty()
            ? start
            : std::max(round.rungs.back().at,
                       EscalationLadder::CalledFrom(rung, promise, start, {}));
    round.rungs.push_back({rung.level, at});
  }
  if (round.rungs.empty() && level > 0 && !ladder.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("level: the highest rung of that side is ",
                     ladder.rungs().back().level));
  }
  return round;
}

std::string FormatRungs(absl::Span<const PlannedRung> rungs) {
  return absl::StrJoin(rungs, ";", [](std::string* out, const PlannedRung& r) {
    absl::StrAppend(out, r.level, "@", FormatInstant(r.at));
  });
}

absl::StatusOr<std::vector<PlannedRung>> ParseRungs(absl::string_view text) {
  std::vector<PlannedRung> rungs;
  for (absl::string_view piece : absl::StrSplit(text, ';', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(piece, absl::MaxSplits('@', 1));
    PlannedRung rung;
    if (!absl::SimpleAtoi(parts.first, &rung.level)) {
      return absl::DataLossError(absl::StrCat("no rung: ", piece));
    }
    // A clock that never runs so long.
    if (parts.second == "infinite-future") {
      rung.at = absl::InfiniteFuture();
    } else {
      ASSIGN_OR_RETURN(rung.at, ParseInstant(parts.second));
    }
    rungs.push_back(rung);
  }
  return rungs;
}

absl::string_view RungReasonWord(RungReason reason) {
  switch (reason) {
    case RungReason::kOpened:
      return "opened";
    case RungReason::kReopened:
      return "reopened";
    case RungReason::kShareOfTime:
      return "share_of_time";
    case RungReason::kShareOfTarget:
      return "share_of_target";
    case RungReason::kNotAcknowledged:
      return "not_acknowledged";
    case RungReason::kRaised:
      return "raised";
  }
  return "";
}

bool IsByTime(RungReason reason) {
  return reason == RungReason::kShareOfTime ||
         reason == RungReason::kShareOfTarget ||
         reason == RungReason::kNotAcknowledged;
}

const PlannedRung* EscalationStanding::Above() const {
  for (const PlannedRung& rung : round.rungs) {
    if (rung.level > Level()) return &rung;
  }
  return nullptr;
}

EscalationStanding FoldEscalation(absl::Span<const EscalationEvent> events,
                                  absl::Time now,
                                  const EscalationTarget* target) {
  Folding folding(now, target);
  for (const EscalationEvent& event : events) {
    if (event.at > now) break;
    folding.Take(event);
  }
  return folding.Finish();
}

absl::Status CheckEscalationMove(const EscalationStanding& standing,
                                 Participant opened_by, Participant mover,
                                 MatterMove move) {
  const EscalationState state = standing.state;
  const bool opener = mover == opened_by;
  switch (move) {
    case MatterMove::kAcknowledged:
    case MatterMove::kAnswered:
      if (opener) {
        return absl::PermissionDeniedError(absl::StrCat(
            "id: the ", ParticipantWord(opened_by),
            " opened it; the other side acknowledges and answers"));
      }
      if (state == EscalationState::kClosed) return Stands("is closed");
      if (state == EscalationState::kAnswered) {
        return Stands("is answered; say more with a comment");
      }
      if (move == MatterMove::kAcknowledged &&
          state == EscalationState::kAcknowledged) {
        return Stands("was acknowledged before");
      }
      return absl::OkStatus();
    case MatterMove::kRaisedHigher:
      if (state == EscalationState::kClosed ||
          state == EscalationState::kAnswered) {
        return Stands("is answered; reopen it to ask again");
      }
      if (standing.Above() == nullptr) {
        return Stands(standing.Level() == 0
                          ? "has no ladder: no contract of the provider names "
                            "contacts with the role escalation and a level"
                          : absl::StrCat("is on the highest rung, ",
                                         standing.Level(), ", already"));
      }
      return absl::OkStatus();
    case MatterMove::kClosed:
      if (!opener) {
        return absl::PermissionDeniedError(
            absl::StrCat("id: the ", ParticipantWord(opened_by),
                         " opened it, and closes it"));
      }
      return state == EscalationState::kClosed ? Stands("is closed already")
                                               : absl::OkStatus();
    case MatterMove::kReopened:
      if (!opener) {
        return absl::PermissionDeniedError(
            absl::StrCat("id: the ", ParticipantWord(opened_by),
                         " opened it, and opens it again"));
      }
      return state == EscalationState::kClosed ||
                     state == EscalationState::kAnswered
                 ? absl::OkStatus()
                 : Stands("is open");
    default:
      return absl::OkStatus();
  }
}

std::optional<TimesTaken> SummarizeTimes(std::vector<int64_t> seconds) {
  if (seconds.empty()) return std::nullopt;
  std::sort(seconds.begin(), seconds.end());
  const size_t middle = seconds.size() / 2;
  TimesTaken taken;
  taken.worst_seconds = seconds.back();
  taken.median_seconds = seconds.size() % 2 == 1
                             ? seconds[middle]
                             : (seconds[middle - 1] + seconds[middle]) / 2;
  return taken;
}

}  // namespace regisseur
