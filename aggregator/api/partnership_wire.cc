#include "aggregator/api/partnership_wire.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "aggregator/api/set_time.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;
using google::protobuf::RepeatedPtrField;

// To the nearest second: clocks differ by microseconds.
int64_t WholeSeconds(absl::Duration length) {
  return absl::ToInt64Seconds(length + absl::Milliseconds(500));
}

// What a step makes an escalation be about, with what it was about before:
// `incident: 42 → 43`.
std::string LinkWords(const Matter& matter, const MatterStep& linking) {
  std::vector<std::string> words;
  for (const char* name : {"incident", "contract", "objective", "invoice"}) {
    const std::string now = linking.Value(name);
    if (now.empty()) continue;
    std::string before;
    for (const MatterStep& step : matter.steps) {
      if (&step == &linking) break;
      if (std::string value = step.Value(name); !value.empty()) {
        before = std::move(value);
      }
    }
    words.push_back(absl::StrCat(
        name, ": ", before.empty() ? "" : absl::StrCat(before, " → "), now));
  }
  const std::string text = linking.Text("text");
  if (!text.empty()) words.push_back(text);
  return absl::StrJoin(words, "; ");
}

// Why time called a rung.
std::string WhyItRose(const MatterStep& step) {
  const std::string reason = step.Value("reason");
  const auto time = [&](const char* name) {
    const absl::StatusOr<absl::Time> at = ParseInstant(step.Value(name));
    return at.ok() ? FormatForPeople(*at) : "";
  };
  if (reason == RungReasonWord(RungReason::kNotAcknowledged)) {
    return RenderMessage("escalation-rose-unacknowledged",
                         {{"time", time("at")}});
  }
  if (reason == RungReasonWord(RungReason::kShareOfTarget)) {
    return RenderMessage("escalation-rose-by-target",
                         {{"percent", step.Value("percent")},
                          {"kind", step.Value(kTargetKind)},
                          {"id", step.Value(kTargetId)},
                          {"contract", step.Value(kTargetContract)},
                          {"objective", step.Value(kTargetObjective)},
                          {"due", time(kTargetDue)}});
  }
  return RenderMessage("escalation-rose-by-time",
                       {{"level", step.Value("level")}});
}

std::string NameFor(const MatterStep& step, const Principal& reader,
                    const std::set<std::string>& known_names) {
  std::string name = step.Text("actor");
  switch (ParticipantOf(reader)) {
    case Participant::kCustomer:
      return name;
    case Participant::kProvider:
      return step.act.role == Principal::Role::kProvider ||
                     known_names.contains(name)
                 ? name
                 : "";
    case Participant::kEndUser:
      return "";
  }
  return "";
}

pb::EscalationState StateToWire(EscalationState state) {
  switch (state) {
    case EscalationState::kOpen:
      return pb::ESCALATION_STATE_OPEN;
    case EscalationState::kAcknowledged:
      return pb::ESCALATION_STATE_ACKNOWLEDGED;
    case EscalationState::kAnswered:
      return pb::ESCALATION_STATE_ANSWERED;
    case EscalationState::kClosed:
      return pb::ESCALATION_STATE_CLOSED;
  }
  return pb::ESCALATION_STATE_UNSPECIFIED;
}

pb::ObligationState StateToWire(ObligationState state) {
  switch (state) {
    case ObligationState::kAsked:
      return pb::OBLIGATION_STATE_ASKED;
    case ObligationState::kPromised:
      return pb::OBLIGATION_STATE_PROMISED;
    case ObligationState::kWaiting:
      return pb::OBLIGATION_STATE_WAITING;
    case ObligationState::kFulfilled:
      return pb::OBLIGATION_STATE_FULFILLED;
    case ObligationState::kRefused:
      return pb::OBLIGATION_STATE_REFUSED;
    case ObligationState::kWithdrawn:
      return pb::OBLIGATION_STATE_WITHDRAWN;
  }
  return pb::OBLIGATION_STATE_UNSPECIFIED;
}

void ClockToWire(absl::Time due, const std::optional<absl::Time>& done,
                 const std::optional<int64_t>& seconds, bool by_machine,
                 absl::Time until, pb::EscalationClock* wire) {
  SetTime(due, wire, &pb::EscalationClock::mutable_due_time);
  if (done.has_value()) {
    SetTime(*done, wire, &pb::EscalationClock::mutable_stopped_time);
  }
  if (seconds.has_value()) wire->set_seconds(*seconds);
  wire->set_late(done.value_or(until) > due);
  wire->set_by_machine(by_machine);
}

void LadderToWire(const EscalationRow& row, pb::Escalation* wire) {
  const EscalationStanding& standing = row.record.standing;
  const auto add = [&](const EscalatedRung& told, bool called) {
    pb::EscalationRung& rung = *wire->add_rungs();
    rung.set_level(told.level);
    SetTime(told.at, &rung, &pb::EscalationRung::mutable_time);
    rung.set_reason(std::string(RungReasonWord(told.reason)));
    rung.set_called(called);
    const LadderRung* const known = row.ladder.Find(told.level);
    if (known == nullptr) return;
    for (const Contact& contact : known->contacts) {
      pb::Person& person = *rung.add_persons();
      person.set_name(contact.name);
      person.set_role(contact.role);
      person.set_level(contact.level);
      person.set_phone(contact.reach.phone);
      person.set_email(contact.reach.email);
      person.set_contract(known->contract);
    }
  };
  for (const EscalatedRung& rung : standing.called) add(rung, true);
  for (const EscalatedRung& rung : standing.to_come) add(rung, false);
}

void TargetToWire(const EscalationTarget& target, pb::EscalationTarget* wire) {
  wire->set_kind(target.kind);
  wire->set_id(target.id);
  wire->set_contract(target.contract);
  wire->set_objective(target.objective);
  wire->set_priority(target.priority);
  SetTime(target.start, wire, &pb::EscalationTarget::mutable_start_time);
  SetTime(target.due, wire, &pb::EscalationTarget::mutable_due_time);
  if (target.stopped.has_value()) {
    SetTime(*target.stopped, wire, &pb::EscalationTarget::mutable_stopped_time);
  }
  wire->set_percent_used(target.percent_used);
}

// What time did and nobody wrote down yet stands among what people did.
void AddWhatTimeDid(const EscalationRow& row, pb::Escalation* wire) {
  for (const EscalatedRung& rung : row.record.standing.called) {
    if (!IsByTime(rung.reason)) continue;
    MatterStep now{.move = MatterMove::kRaisedHigher};
    now.values = ValuesOfEscalatedRung(rung, row.record.target);
    const bool kept = std::any_of(
        row.matter.steps.begin(), row.matter.steps.end(),
        [&](const MatterStep& step) {
          return IsByTime(step) && step.Value("at") == now.Value("at") &&
                 step.Value("level") == now.Value("level");
        });
    if (kept) continue;
    pb::Entry& entry = *wire->add_entries();
    SetTime(rung.at, &entry, &pb::Entry::mutable_time);
    entry.set_party(ParticipantToWire(row.record.opened_by));
    entry.set_move(std::string(MatterMoveWord(MatterMove::kRaisedHigher)));
    entry.set_text(WhyItRose(now));
    entry.set_automatic(true);
  }
}

void TimesToWire(const ClockTimes& times, pb::AnswerTimes* wire) {
  wire->set_asked(times.asked);
  wire->set_done(times.done);
  wire->set_in_time(times.in_time);
  wire->set_overdue(times.overdue);
  wire->set_by_machine(times.by_machine);
  if (times.taken.has_value()) {
    wire->set_median_seconds(times.taken->median_seconds);
    wire->set_worst_seconds(times.taken->worst_seconds);
  }
}

pb::TicketStop StopToWire(const TicketStop& stop) {
  pb::TicketStop wire;
  wire.set_source(stop.source);
  wire.set_ticket(stop.ticket);
  SetTime(stop.range.from, &wire, &pb::TicketStop::mutable_start_time);
  if (!stop.running) {
    SetTime(stop.range.to, &wire, &pb::TicketStop::mutable_end_time);
  }
  wire.set_seconds(WholeSeconds(stop.within));
  wire.set_stops_clock(!stop.objectives.empty());
  for (const std::string& objective : stop.objectives) {
    wire.add_objectives(objective);
  }
  return wire;
}

}  // namespace

pb::Party ParticipantToWire(Participant participant) {
  switch (participant) {
    case Participant::kCustomer:
      return pb::PARTY_CUSTOMER;
    case Participant::kProvider:
      return pb::PARTY_PROVIDER;
    case Participant::kEndUser:
      return pb::PARTY_END_USER;
  }
  return pb::PARTY_UNSPECIFIED;
}

absl::StatusOr<std::optional<Participant>> ParticipantFromWire(pb::Party wire) {
  switch (wire) {
    case pb::PARTY_UNSPECIFIED:
      return std::optional<Participant>();
    case pb::PARTY_CUSTOMER:
      return std::optional<Participant>(Participant::kCustomer);
    case pb::PARTY_PROVIDER:
      return std::optional<Participant>(Participant::kProvider);
    case pb::PARTY_END_USER:
      return std::optional<Participant>(Participant::kEndUser);
    default:
      return absl::InvalidArgumentError(
          "side: say PARTY_CUSTOMER or PARTY_PROVIDER");
  }
}

void EntriesToWire(const Matter& matter, const Principal& reader,
                   const std::set<std::string>& known_names,
                   RepeatedPtrField<pb::Entry>* entries,
                   RepeatedPtrField<pb::Entry>* notes) {
  const bool ours = ParticipantOf(reader) == Participant::kCustomer;
  for (const MatterStep& step : matter.steps) {
    if (!ours && step.act.chain == "portfolio") continue;
    pb::Entry& entry =
        *(step.move == MatterMove::kNoted ? notes : entries)->Add();
    absl::Time time = step.act.known_from;
    if (IsByTime(step)) {
      entry.set_automatic(true);
      time = ParseInstant(step.Value("at")).value_or(time);
    }
    SetTime(time, &entry, &pb::Entry::mutable_time);
    if (const auto party = ParticipantOf(step); party.ok()) {
      entry.set_party(ParticipantToWire(*party));
    }
    if (!entry.automatic()) {
      entry.set_name(NameFor(step, reader, known_names));
    }
    entry.set_move(std::string(MatterMoveWord(step.move)));
    entry.set_text(entry.automatic()                  ? WhyItRose(step)
                   : step.move == MatterMove::kLinked ? LinkWords(matter, step)
                                                      : step.Text("text"));
    entry.set_number(step.act.number);
    entry.set_by_machine(step.ByMachine());
  }
}

pb::Escalation EscalationToWire(const EscalationRow& row,
                                const Principal& reader, absl::Time now) {
  const EscalationRecord& record = row.record;
  const EscalationStanding& standing = record.standing;
  const EscalationRecord::Round& round = record.rounds.back();
  pb::Escalation wire;
  wire.set_id(row.matter.subject.name);
  wire.set_provider(row.matter.subject.provider);
  wire.set_service(record.service);
  wire.set_opened_by(ParticipantToWire(record.opened_by));
  wire.set_subject(row.matter.steps.front().Text("subject"));
  wire.set_priority(record.priority);
  wire.set_state(StateToWire(standing.state));
  SetTime(standing.round.opened, &wire, &pb::Escalation::mutable_opened_time);
  const absl::Time until = standing.closed.value_or(now);
  ClockToWire(round.acknowledge_by, round.acknowledged,
              round.acknowledged_seconds, round.acknowledged_by_machine, until,
              wire.mutable_acknowledgement());
  ClockToWire(round.answer_by, round.answered, round.answered_seconds,
              round.answered_by_machine, until, wire.mutable_answer());
  wire.set_level(standing.Level());
  LadderToWire(row, &wire);
  if (!record.links.empty()) {
    pb::EscalationLinks& links = *wire.mutable_links();
    links.set_incident(record.links.incident);
    links.set_contract(record.links.contract);
    links.set_objective(record.links.objective);
    links.set_invoice(record.links.invoice);
  }
  if (record.target.has_value()) {
    TargetToWire(*record.target, wire.mutable_target());
  }
  if (standing.closed.has_value()) {
    SetTime(*standing.closed, &wire, &pb::Escalation::mutable_closed_time);
  }
  wire.set_reopened(standing.reopened);
  wire.set_hours(record.hours);
  EntriesToWire(row.matter, reader, row.known_names, wire.mutable_entries(),
                wire.mutable_notes());
  AddWhatTimeDid(row, &wire);
  std::stable_sort(wire.mutable_entries()->begin(),
                   wire.mutable_entries()->end(),
                   [](const pb::Entry& a, const pb::Entry& b) {
                     return std::pair(a.time().seconds(), a.time().nanos()) <
                            std::pair(b.time().seconds(), b.time().nanos());
                   });
  return wire;
}

EscalationLinks LinksFromWire(const pb::EscalationLinks& wire) {
  return {.incident = wire.incident(),
          .contract = wire.contract(),
          .objective = wire.objective(),
          .invoice = wire.invoice()};
}

pb::EscalationTimes EscalationTimesToWire(const EscalationTimesRow& row) {
  pb::EscalationTimes wire;
  wire.set_provider(row.provider);
  wire.set_side(ParticipantToWire(row.side));
  TimesToWire(row.acknowledgement, wire.mutable_acknowledgement());
  TimesToWire(row.answer, wire.mutable_answer());
  wire.set_raised(row.raised);
  wire.set_reopened(row.reopened);
  return wire;
}

pb::Obligation ObligationToWire(const ObligationRow& row,
                                const Principal& reader) {
  const ObligationRecord& record = row.record;
  const ObligationStanding& standing = record.standing;
  const MatterStep& first = row.matter.steps.front();
  pb::Obligation wire;
  wire.set_id(row.matter.subject.name);
  wire.set_provider(row.matter.subject.provider);
  wire.set_service(record.service);
  wire.set_side(ParticipantToWire(record.side));
  wire.set_added_by(ParticipantToWire(record.added_by));
  wire.set_what(first.Text("what"));
  wire.set_due_on(FormatDay(record.due_on));
  SetTime(standing.due, &wire, &pb::Obligation::mutable_due_time);
  wire.set_state(StateToWire(standing.state));
  if (standing.fulfilled.has_value()) {
    SetTime(*standing.fulfilled, &wire,
            &pb::Obligation::mutable_fulfilled_time);
  }
  wire.set_late(standing.late);
  wire.set_waited_seconds(WholeSeconds(standing.waited));
  wire.set_ticket(record.ticket);
  for (const TicketStop& stop : row.stops) {
    *wire.add_stops() = StopToWire(stop);
  }
  wire.set_stopped_seconds(WholeSeconds(row.Stopped()));
  wire.set_review(record.review);
  for (const MatterStep& step : row.matter.steps) {
    if (std::string name = step.Text("responsible"); !name.empty()) {
      wire.set_responsible(std::move(name));
    }
  }
  EntriesToWire(row.matter, reader, row.known_names, wire.mutable_entries(),
                wire.mutable_notes());
  return wire;
}

pb::ObligationScore ObligationScoreToWire(const ObligationScore& score) {
  pb::ObligationScore wire;
  wire.set_provider(score.provider);
  wire.set_side(ParticipantToWire(score.side));
  wire.set_due(score.due);
  wire.set_kept(score.kept);
  wire.set_late(score.late);
  wire.set_overdue(score.overdue);
  wire.set_waiting(score.waiting);
  if (score.due > 0) {
    // Cut to four decimals: a share that is not whole never reads as one.
    const int64_t share = int64_t{10'000} * score.kept / score.due;
    wire.set_kept_share(
        absl::StrFormat("%d.%04d", share / 10'000, share % 10'000));
  }
  wire.set_others_waited_seconds(WholeSeconds(score.others_waited));
  return wire;
}

pb::WaitedForCustomer WaitedToWire(const WaitedForCustomer& waited) {
  pb::WaitedForCustomer wire;
  wire.set_provider(waited.provider);
  wire.set_seconds(WholeSeconds(waited.all));
  wire.set_clock_seconds(WholeSeconds(waited.on_clock));
  wire.set_linked_seconds(WholeSeconds(waited.linked));
  for (const TicketStop& stop : waited.stops) {
    *wire.add_stops() = StopToWire(stop);
  }
  return wire;
}

}  // namespace regisseur
