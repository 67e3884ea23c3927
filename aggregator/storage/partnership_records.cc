#include "aggregator/storage/partnership_records.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr char kInfinite[] = "infinite-future";

absl::Status Broken(const Matter& matter, absl::string_view what) {
  return absl::DataLossError(absl::StrCat(
      MatterKindWord(matter.subject.kind), " ", matter.subject.name, " has ",
      what, " that cannot be read; the database was changed by hand"));
}

// What was read is known: acts in a row stand a microsecond apart, so that the
// last one can lie behind what the clock says.
absl::Time NotBefore(const Matter& matter, absl::Time now) {
  return std::max(now, matter.steps.back().act.known_from);
}

std::string InstantText(absl::Time time) {
  return time == absl::InfiniteFuture() ? kInfinite : FormatInstant(time);
}

absl::StatusOr<absl::Time> InstantOf(const Matter& matter,
                                     const MatterStep& step,
                                     absl::string_view name) {
  const std::string text = step.Value(name);
  if (text == kInfinite) return absl::InfiniteFuture();
  const absl::StatusOr<absl::Time> time = ParseInstant(text);
  return time.ok() ? *time : absl::StatusOr<absl::Time>(Broken(matter, name));
}

absl::StatusOr<int64_t> SecondsOf(const Matter& matter,
                                  const MatterStep& step) {
  int64_t seconds = 0;
  if (absl::SimpleAtoi(step.Value("seconds"), &seconds)) return seconds;
  return Broken(matter, "a length of time");
}

absl::StatusOr<EscalationRound> RoundOf(const Matter& matter,
                                        const MatterStep& step) {
  EscalationRound round;
  round.opened = step.act.known_from;
  ASSIGN_OR_RETURN(round.acknowledge_by,
                   InstantOf(matter, step, "acknowledge_by"));
  ASSIGN_OR_RETURN(round.answer_by, InstantOf(matter, step, "answer_by"));
  const auto rungs = ParseRungs(step.Value("rungs"));
  if (!rungs.ok()) return Broken(matter, "rungs");
  round.rungs = *rungs;
  return round;
}

void ReadLinks(const MatterStep& step, EscalationLinks& links) {
  const std::pair<const char*, std::string*> values[] = {
      {"incident", &links.incident},
      {"contract", &links.contract},
      {"objective", &links.objective},
      {"invoice", &links.invoice}};
  for (const auto& [name, link] : values) {
    if (std::string value = step.Value(name); !value.empty()) {
      *link = std::move(value);
    }
  }
}

// A rung that was called by a share of a target and written down; absent for
// any other step.
absl::StatusOr<std::optional<EscalatedRung>> WrittenRung(
    const Matter& matter, const MatterStep& step) {
  if (step.Value("reason") != RungReasonWord(RungReason::kShareOfTarget)) {
    return std::optional<EscalatedRung>();
  }
  EscalatedRung rung{.reason = RungReason::kShareOfTarget,
                     .percent = step.Value("percent")};
  ASSIGN_OR_RETURN(rung.at, InstantOf(matter, step, "at"));
  if (!absl::SimpleAtoi(step.Value("level"), &rung.level)) {
    return Broken(matter, "a rung");
  }
  return rung;
}

// What is left of a target for a round that began then: what was written down
// of it since is not asked again.
void HoldTarget(const std::vector<EscalationEvent>& events, absl::Time opened,
                absl::Time linked, EscalationTarget& target) {
  target.since = std::max({target.since, opened, linked});
  std::erase_if(target.rungs, [&](const TargetRung& rung) {
    return std::any_of(
        events.begin(), events.end(), [&](const EscalationEvent& event) {
          return event.called.has_value() && event.at >= opened &&
                 event.called->level == rung.level;
        });
  });
}

}  // namespace

absl::StatusOr<Participant> ParticipantOf(const MatterStep& step) {
  if (const auto party = FindParticipant(step.Value(kParticipantValue)))
    return *party;
  return absl::DataLossError(
      absl::StrCat("a step ", MatterMoveWord(step.move),
                   " does not say whose it is; the database was changed by "
                   "hand"));
}

absl::StatusOr<EscalationRecord> ReadEscalation(
    const Matter& matter, absl::Time now,
    std::optional<EscalationTarget> target) {
  const MatterStep& first = matter.steps.front();
  now = NotBefore(matter, now);
  EscalationRecord record;
  ASSIGN_OR_RETURN(record.opened_by, ParticipantOf(first));
  record.service = first.Value("service");
  record.priority = first.Value("priority");
  record.hours = first.Value("hours");
  std::vector<EscalationEvent> events;
  absl::Time linked = absl::InfinitePast();
  for (const MatterStep& step : matter.steps) {
    if (IsByTime(step)) {
      ASSIGN_OR_RETURN(const auto rung, WrittenRung(matter, step));
      if (rung.has_value() && rung->at <= now) {
        events.push_back({.move = step.move, .at = rung->at, .called = rung});
      }
      continue;
    }
    const std::string before = record.links.incident;
    ReadLinks(step, record.links);
    if (record.links.incident != before) linked = step.act.known_from;
    EscalationEvent event{.move = step.move, .at = step.act.known_from};
    if (event.at > now) break;
    if (step.move == MatterMove::kOpened ||
        step.move == MatterMove::kReopened) {
      ASSIGN_OR_RETURN(event.round, RoundOf(matter, step));
      record.rounds.push_back({.opened = event.at,
                               .acknowledge_by = event.round.acknowledge_by,
                               .answer_by = event.round.answer_by});
    }
    if (record.rounds.empty()) return Broken(matter, "no beginning");
    EscalationRecord::Round& round = record.rounds.back();
    if (step.move == MatterMove::kAcknowledged ||
        step.move == MatterMove::kAnswered) {
      ASSIGN_OR_RETURN(const int64_t seconds, SecondsOf(matter, step));
      // An answer is an acknowledgement where there was none.
      if (!round.acknowledged.has_value()) {
        round.acknowledged = event.at;
        round.acknowledged_seconds = seconds;
        round.acknowledged_by_machine = step.ByMachine();
      }
      if (step.move == MatterMove::kAnswered) {
        round.answered = event.at;
        round.answered_seconds = seconds;
        round.answered_by_machine = step.ByMachine();
      }
    }
    if (step.move == MatterMove::kClosed) round.closed = event.at;
    events.push_back(std::move(event));
  }
  if (events.empty()) return Broken(matter, "no beginning");
  std::stable_sort(events.begin(), events.end(),
                   [](const EscalationEvent& a, const EscalationEvent& b) {
                     return a.at < b.at;
                   });
  if (target.has_value()) {
    HoldTarget(events, record.rounds.back().opened, linked, *target);
  }
  record.standing =
      FoldEscalation(events, now, target.has_value() ? &*target : nullptr);
  record.target = std::move(target);
  return record;
}

std::vector<std::pair<std::string, std::string>> ValuesOfRound(
    const EscalationRound& round) {
  return {{"acknowledge_by", InstantText(round.acknowledge_by)},
          {"answer_by", InstantText(round.answer_by)},
          {"rungs", FormatRungs(round.rungs)}};
}

std::vector<std::pair<std::string, std::string>> ValuesOfLinks(
    const EscalationLinks& links) {
  std::vector<std::pair<std::string, std::string>> values;
  const std::pair<const char*, const std::string*> all[] = {
      {"incident", &links.incident},
      {"contract", &links.contract},
      {"objective", &links.objective},
      {"invoice", &links.invoice}};
  for (const auto& [name, value] : all) {
    if (!value->empty()) values.emplace_back(name, *value);
  }
  return values;
}

std::vector<std::pair<std::string, std::string>> ValuesOfEscalatedRung(
    const EscalatedRung& rung, const std::optional<EscalationTarget>& target) {
  std::vector<std::pair<std::string, std::string>> values = {
      {"level", absl::StrCat(rung.level)},
      {"at", InstantText(rung.at)},
      {"reason", std::string(RungReasonWord(rung.reason))}};
  if (rung.reason == RungReason::kShareOfTarget && target.has_value()) {
    values.insert(values.end(), {{"percent", rung.percent},
                                 {kTargetKind, target->kind},
                                 {kTargetId, target->id},
                                 {kTargetContract, target->contract},
                                 {kTargetObjective, target->objective},
                                 {kTargetDue, InstantText(target->due)}});
  }
  return values;
}

bool IsByTime(const MatterStep& step) {
  return step.move == MatterMove::kRaisedHigher && !step.Value("at").empty();
}

absl::StatusOr<ObligationRecord> ReadObligation(const Matter& matter,
                                                absl::Time now) {
  const MatterStep& first = matter.steps.front();
  now = NotBefore(matter, now);
  ObligationRecord record;
  ASSIGN_OR_RETURN(record.added_by, ParticipantOf(first));
  const auto side = FindParticipant(first.Value("side"));
  if (!side.has_value()) return Broken(matter, "a side");
  record.side = *side;
  record.service = first.Value("service");
  record.ticket = first.Value("ticket");
  record.review = first.Value("review");
  const auto due = ParseDay(first.Value("due_on"));
  if (!due.ok()) return Broken(matter, "a day");
  record.due_on = *due;
  ASSIGN_OR_RETURN(const absl::Time due_end,
                   InstantOf(matter, first, "due_end"));
  std::vector<ObligationEvent> events;
  for (const MatterStep& step : matter.steps) {
    events.push_back({step.move, step.act.known_from});
  }
  record.standing = FoldObligation(events, due_end, now);
  return record;
}

int IdeaRecord::Count(Participant party) const {
  const auto found = endorsers.find(party);
  return found == endorsers.end() ? 0 : static_cast<int>(found->second.size());
}

Agreement IdeaRecord::HowFar() const {
  return Agreement(Count(Participant::kCustomer), Count(Participant::kProvider),
                   Count(Participant::kEndUser));
}

absl::StatusOr<IdeaRecord> ReadIdea(const Matter& matter) {
  const MatterStep& first = matter.steps.front();
  IdeaRecord record;
  ASSIGN_OR_RETURN(record.proposed_by, ParticipantOf(first));
  record.service = first.Value("service");
  if (const std::string kind = first.Value("benefit_kind"); !kind.empty()) {
    IdeaRecord::Benefit benefit;
    for (const BenefitKind known : {BenefitKind::kCost, BenefitKind::kObjective,
                                    BenefitKind::kExperience}) {
      if (BenefitKindWord(known) == kind) benefit.kind = known;
    }
    benefit.subject = first.Value("benefit_subject");
    benefit.currency = first.Value("benefit_currency");
    const auto amount = Decimal::Parse(first.Value("benefit_amount"));
    if (!amount.ok()) return Broken(matter, "a benefit");
    benefit.amount = *amount;
    record.benefit = std::move(benefit);
  }
  record.state = FoldIdea(matter.Moves());
  for (const MatterStep& step : matter.steps) {
    ASSIGN_OR_RETURN(const Participant party, ParticipantOf(step));
    if (step.move == MatterMove::kEndorsed ||
        (step.move == MatterMove::kProposed && !step.ByMachine())) {
      record.endorsers[party].insert(step.act.identity);
    } else if (step.move == MatterMove::kWithdrawn) {
      record.endorsers[party].erase(step.act.identity);
    }
  }
  record.due_on = matter.LastValue("due_on");
  return record;
}

std::string ReviewScoreValue(absl::string_view question) {
  return absl::StrCat("score_", question);
}
std::string ReviewRemarkText(absl::string_view question) {
  return absl::StrCat("remark_", question);
}

absl::StatusOr<ReviewRecord> ReadReview(const Matter& matter) {
  ReviewRecord record;
  const MatterStep& first = matter.steps.front();
  ASSIGN_OR_RETURN(record.opened_by, ParticipantOf(first));
  const auto quarter = ParseQuarter(first.Value("quarter"));
  if (!quarter.ok()) return Broken(matter, "a quarter");
  record.quarter = *quarter;
  for (const MatterStep& step : matter.steps) {
    ASSIGN_OR_RETURN(const Participant party, ParticipantOf(step));
    const bool provider = party == Participant::kProvider;
    if (step.move == MatterMove::kScored) {
      ReviewScores scores;
      for (const ReviewQuestion& question : ReviewQuestions()) {
        int score = 0;
        if (absl::SimpleAtoi(step.Value(ReviewScoreValue(question.id)),
                             &score)) {
          scores[std::string(question.id)] = score;
        }
      }
      (provider ? record.standing.provider : record.standing.customer) =
          std::move(scores);
    }
    if (step.move == MatterMove::kSigned) {
      (provider ? record.standing.provider_signed
                : record.standing.customer_signed) = true;
      if (record.standing.IsSigned() && !record.signed_time.has_value()) {
        record.signed_time = step.act.known_from;
      }
    }
  }
  return record;
}

const SignedFigures& SignOffRecord::Figures() const {
  static const SignedFigures* const none = new SignedFigures;
  const bool by_provider =
      provider != nullptr &&
      (customer == nullptr ||
       provider->act.known_from >= customer->act.known_from);
  const auto& figures = by_provider ? standing.provider : standing.customer;
  return figures.has_value() ? *figures : *none;
}

absl::StatusOr<SignOffRecord> ReadSignOff(const Matter& matter) {
  SignOffRecord record;
  record.period = matter.steps.front().Value("period");
  for (const MatterStep& step : matter.steps) {
    if (step.move != MatterMove::kSigned) continue;
    ASSIGN_OR_RETURN(const Participant party, ParticipantOf(step));
    SignedFigures figures;
    for (const auto& [name, value] : step.values) {
      if (name.find('@') != std::string::npos) figures[name] = value;
    }
    if (party == Participant::kProvider) {
      record.standing.provider = std::move(figures);
      record.provider = &step;
    } else {
      record.standing.customer = std::move(figures);
      record.customer = &step;
    }
  }
  return record;
}

}  // namespace regisseur
