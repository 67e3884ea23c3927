#include "aggregator/api/outage_wire.h"

#include "aggregator/api/gap_wire.h"
#include "aggregator/api/set_time.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = outage::v1;

pb::SayingKind KindToWire(SayingKind kind) {
  switch (kind) {
    case SayingKind::kPartner:
      return pb::SAYING_KIND_PARTNER;
    case SayingKind::kMeasured:
      return pb::SAYING_KIND_MEASURED;
    case SayingKind::kTicket:
      return pb::SAYING_KIND_TICKET;
    case SayingKind::kPerson:
      return pb::SAYING_KIND_PERSON;
  }
  return pb::SAYING_KIND_UNSPECIFIED;
}

pb::Saying SayingToWire(const Saying& saying) {
  pb::Saying wire;
  wire.set_kind(KindToWire(saying.kind));
  wire.set_state(ToWire(saying.state));
  SetTime(saying.since, &wire, &pb::Saying::mutable_since_time);
  wire.set_source(saying.source);
  wire.set_subject(saying.subject);
  wire.set_person(saying.person);
  wire.set_text(saying.text);
  wire.set_silent(saying.silent);
  SetTime(saying.last_good, &wire, &pb::Saying::mutable_last_good_time);
  return wire;
}

pb::Rung RungToWire(const RungNow& called) {
  pb::Rung wire;
  wire.set_level(called.rung.level);
  wire.set_percent(called.rung.percent.ToString());
  wire.set_contract(called.rung.contract);
  SetTime(called.from, &wire, &pb::Rung::mutable_call_time);
  for (const Contact& contact : called.rung.contacts) {
    pb::Callee& callee = *wire.add_callees();
    callee.set_name(contact.name);
    callee.set_role(contact.role);
    callee.set_phone(contact.reach.phone);
    callee.set_email(contact.reach.email);
  }
  return wire;
}

pb::PromiseClock PromiseToWire(const RunningPromise& running) {
  pb::PromiseClock wire;
  wire.set_contract(running.promise.contract->id);
  wire.set_objective(running.promise.objective->id);
  wire.set_priority(running.promise.level.priority);
  if (running.due != absl::InfiniteFuture()) {
    *wire.mutable_due_time() = ToWire(running.due);
    wire.set_left_seconds(absl::ToInt64Seconds(running.left));
  }
  if (running.done.has_value()) {
    *wire.mutable_done_time() = ToWire(*running.done);
    wire.set_done_by(KindToWire(running.done_by));
  }
  return wire;
}

pb::ReportClock ReportToWire(const OutageReport& report, absl::Time now) {
  const ReportClock& clock = report.clock;
  pb::ReportClock wire;
  wire.set_regime(std::string(ReportRegimeWord(report.regime)));
  wire.set_report(std::string(ReportStageWord(clock.stage)));
  SetTime(clock.due, &wire, &pb::ReportClock::mutable_due_time);
  SetTime(clock.never_after, &wire, &pb::ReportClock::mutable_never_after_time);
  SetTime(clock.filed, &wire, &pb::ReportClock::mutable_file_time);
  if (clock.due.has_value() && !clock.filed.has_value()) {
    wire.set_left_seconds(absl::ToInt64Seconds(*clock.due - now));
  }
  wire.set_late(clock.IsLate(now));
  wire.set_conditional(clock.conditional);
  wire.set_reference(report.reference);
  return wire;
}

pb::OutageStep StepToWire(const MatterStep& step) {
  const OutageEntry entry{step.move, step.values, step.act.known_from};
  pb::OutageStep wire;
  // `promised` is what the partner said; to people it is what was heard.
  wire.set_act(step.move == MatterMove::kPromised
                   ? "heard"
                   : std::string(MatterMoveWord(step.move)));
  *wire.mutable_time() = ToWire(
      step.move == MatterMove::kDeclared ? step.act.known_from : entry.At());
  *wire.mutable_note_time() = ToWire(step.act.known_from);
  const std::string person = step.Text(kOutagePerson);
  wire.set_person(person.empty() ? step.Text("actor") : person);
  wire.set_whom(step.Text(kOutageWhom));
  wire.set_text(step.Text(kOutageText));
  wire.set_classification(entry.Value(kOutageClassification));
  wire.set_regime(entry.Value(kOutageRegime));
  wire.set_report(entry.Value(kOutageReport));
  wire.set_reference(entry.Value(kOutageReference));
  SetTime(entry.Moment(kOutageNextUpdate), &wire,
          &pb::OutageStep::mutable_next_update_time);
  return wire;
}

}  // namespace

pb::Outage OutageToWire(const OutageRow& row, absl::Time now) {
  const OutageStory& story = row.story;
  pb::Outage wire;
  wire.set_id(row.id());
  wire.set_provider(row.provider);
  wire.set_service(story.service);
  wire.set_component(story.component);
  *wire.mutable_since_time() = ToWire(story.since);
  if (story.declared) wire.set_state(ToWire(story.state));
  SetTime(story.aware, &wire, &pb::Outage::mutable_aware_time);
  std::optional<absl::Time> classified;
  for (const auto& [regime, major] : story.major) {
    if (!major) continue;
    wire.add_regimes(std::string(ReportRegimeWord(regime)));
    const std::optional<absl::Time> since = story.moments.at(regime).classified;
    if (since.has_value() &&
        since < classified.value_or(absl::InfiniteFuture())) {
      classified = since;
    }
  }
  SetTime(classified, &wire, &pb::Outage::mutable_classify_time);
  if (!story.major.empty()) {
    wire.set_classification(story.IsMajor() ? kMajor : kNotMajor);
  }
  SetTime(story.closed, &wire, &pb::Outage::mutable_close_time);
  for (const OutageReport& report : row.reports) {
    *wire.add_reports() = ReportToWire(report, now);
  }
  for (const MatterStep& step : row.matter.steps) {
    *wire.add_steps() = StepToWire(step);
  }
  wire.set_priority(story.priority);
  return wire;
}

pb::OutageNow OutageNowToWire(const NowRow& row, absl::Time now) {
  pb::OutageNow wire;
  wire.set_provider(row.provider);
  wire.set_provider_name(row.provider_name);
  wire.set_service(row.service);
  wire.set_service_name(row.service_name);
  wire.set_state(ToWire(row.state));
  SetTime(row.since, &wire, &pb::OutageNow::mutable_since_time);
  for (const HitComponent& hit : row.components) {
    pb::HitComponent& component = *wire.add_components();
    component.set_name(hit.component.name);
    component.set_id(hit.component.id);
    component.set_source(hit.source);
    component.set_state(ToWire(hit.state));
    SetTime(hit.since, &component, &pb::HitComponent::mutable_since_time);
  }
  for (const Saying& saying : row.sayings) {
    *wire.add_sayings() = SayingToWire(saying);
  }
  wire.set_feed_silent(row.feed_silent);
  for (const std::string& function : row.functions) {
    wire.add_functions(function);
  }
  if (row.call.has_value()) *wire.mutable_call() = RungToWire(*row.call);
  if (row.next_rung.has_value()) {
    *wire.mutable_next_rung() = RungToWire(*row.next_rung);
  }
  if (row.reaction.has_value()) {
    *wire.mutable_reaction() = PromiseToWire(*row.reaction);
  }
  if (row.restore.has_value()) {
    *wire.mutable_restore() = PromiseToWire(*row.restore);
  }
  if (row.last_word.has_value()) {
    pb::LastWord& word = *wire.mutable_last_word();
    word.set_kind(KindToWire(row.last_word->kind));
    *word.mutable_time() = ToWire(row.last_word->time);
    word.set_text(row.last_word->text);
    word.set_phase(row.last_word->phase);
    word.set_incident(row.last_word->incident);
    word.set_source(row.last_word->source);
    word.set_person(row.last_word->person);
  }
  if (row.next_word.has_value()) {
    pb::NextWord& word = *wire.mutable_next_word();
    *word.mutable_due_time() = ToWire(row.next_word->due);
    *word.mutable_why() = SentenceToWire(row.next_word->why);
    word.set_late(row.next_word->late);
  }
  for (const Elsewhere& one : row.elsewhere) {
    pb::Elsewhere& other = *wire.add_elsewhere();
    other.set_provider(one.provider);
    other.set_kind(one.kind);
    other.set_id(one.id);
    other.set_title(one.title);
    SetTime(one.start, &other, &pb::Elsewhere::mutable_start_time);
    SetTime(one.end, &other, &pb::Elsewhere::mutable_end_time);
    for (const std::string& function : one.functions) {
      other.add_functions(function);
    }
    other.set_source(one.source);
  }
  if (row.outage.has_value()) {
    *wire.mutable_outage() = OutageToWire(*row.outage, now);
  }
  return wire;
}

pb::FunctionHit FunctionHitToWire(const FunctionHitRow& row) {
  pb::FunctionHit wire;
  wire.set_id(row.function->id);
  wire.set_name(row.function->name);
  wire.set_critical(row.function->critical);
  wire.set_owner(row.function->owner);
  wire.set_state(ToWire(row.state));
  SetTime(row.since, &wire, &pb::FunctionHit::mutable_since_time);
  for (const auto& [provider, service] : row.services) {
    pb::HitService& hit = *wire.add_services();
    hit.set_provider(provider);
    hit.set_service(service);
  }
  wire.set_recovery_time_objective(row.function->rto);
  SetTime(row.recovery_due, &wire, &pb::FunctionHit::mutable_recovery_due_time);
  if (row.in_hours.has_value()) wire.set_in_hours(*row.in_hours);
  return wire;
}

}  // namespace regisseur
