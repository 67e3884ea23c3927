#include "aggregator/api/plan_wire.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/partnership_wire.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/calendar/civil_span.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;

constexpr std::pair<RelationshipStage, pb::RelationshipStage> kStages[] = {
    {RelationshipStage::kOperationalAwareness,
     pb::RELATIONSHIP_STAGE_OPERATIONAL_AWARENESS},
    {RelationshipStage::kKnowledge, pb::RELATIONSHIP_STAGE_KNOWLEDGE},
    {RelationshipStage::kInternalAssessment,
     pb::RELATIONSHIP_STAGE_INTERNAL_ASSESSMENT},
    {RelationshipStage::kPartnerSelection,
     pb::RELATIONSHIP_STAGE_PARTNER_SELECTION},
    {RelationshipStage::kWorkingTogether,
     pb::RELATIONSHIP_STAGE_WORKING_TOGETHER},
    {RelationshipStage::kValueCreation, pb::RELATIONSHIP_STAGE_VALUE_CREATION},
    {RelationshipStage::kStayingTogether,
     pb::RELATIONSHIP_STAGE_STAYING_TOGETHER},
    {RelationshipStage::kExitStrategyActivation,
     pb::RELATIONSHIP_STAGE_EXIT_STRATEGY_ACTIVATION},
};

constexpr std::pair<MeasureKind, pb::MeasureKind> kMeasures[] = {
    {MeasureKind::kServiceLevel, pb::MEASURE_KIND_SERVICE_LEVEL},
    {MeasureKind::kExperience, pb::MEASURE_KIND_EXPERIENCE},
    {MeasureKind::kCost, pb::MEASURE_KIND_COST},
    {MeasureKind::kAnswerTime, pb::MEASURE_KIND_ANSWER_TIME},
    {MeasureKind::kKeptObligations, pb::MEASURE_KIND_KEPT_OBLIGATIONS},
    {MeasureKind::kStatement, pb::MEASURE_KIND_STATEMENT},
};

pb::MeasureKind MeasureKindToWire(MeasureKind kind) {
  for (const auto& [known, wire] : kMeasures) {
    if (known == kind) return wire;
  }
  return pb::MEASURE_KIND_UNSPECIFIED;
}

pb::PlanState StateToWire(const PlanRow& row) {
  if (row.replaced.has_value()) return pb::PLAN_STATE_REPLACED;
  switch (row.record.state) {
    case PlanState::kProposed:
      return pb::PLAN_STATE_PROPOSED;
    case PlanState::kAgreed:
      return pb::PLAN_STATE_AGREED;
    case PlanState::kRefused:
      return pb::PLAN_STATE_REFUSED;
    case PlanState::kWithdrawn:
      return pb::PLAN_STATE_WITHDRAWN;
    case PlanState::kAnswered:
      return pb::PLAN_STATE_ANSWERED;
  }
  return pb::PLAN_STATE_UNSPECIFIED;
}

pb::PlanProgress ProgressToWire(const JointProgress& progress) {
  pb::PlanProgress wire;
  wire.set_from(FormatDay(progress.from));
  wire.set_to(FormatDay(progress.to));
  if (progress.told.figure.has_value()) {
    wire.set_figure(progress.told.figure->ToString());
  }
  if (progress.told.met.has_value()) wire.set_met(*progress.told.met);
  *wire.mutable_method() = SentenceToWire(progress.method);
  if (!progress.told.unknown_why.rule.empty()) {
    *wire.mutable_unknown_why() = SentenceToWire(progress.told.unknown_why);
  }
  if (progress.customer.has_value()) {
    wire.set_customer_says(progress.customer->met);
    wire.set_customer_remark(progress.customer->remark);
  }
  if (progress.provider.has_value()) {
    wire.set_provider_says(progress.provider->met);
    wire.set_provider_remark(progress.provider->remark);
  }
  wire.set_review(progress.review);
  return wire;
}

pb::PlanExit ExitToWire(const Contract& contract) {
  const ExitTerms& exit = *contract.dossier.exit;
  pb::PlanExit wire;
  wire.set_contract(contract.id);
  if (exit.assistance_hours.has_value()) {
    wire.set_assistance_hours(exit.assistance_hours->ToString());
  }
  wire.set_data_format(exit.data_format);
  if (exit.data_within.has_value()) {
    wire.set_data_within(FormatCivilSpan(*exit.data_within));
  }
  if (exit.data_erased_after.has_value()) {
    wire.set_data_erased_after(FormatCivilSpan(*exit.data_erased_after));
  }
  wire.set_escrow(exit.escrow);
  return wire;
}

absl::Status Wrong(const std::string& field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", what));
}

absl::StatusOr<PlanMeasure> MeasureFromWire(const std::string& field,
                                            const pb::PlanMeasure& wire) {
  PlanMeasure measure;
  bool known = false;
  for (const auto& [kind, on_wire] : kMeasures) {
    if (on_wire != wire.kind()) continue;
    measure.kind = kind;
    known = true;
  }
  if (!known) {
    return Wrong(absl::StrCat(field, ".kind"),
                 absl::StrCat("has to be one of ", MeasureKindWords()));
  }
  measure.subject = wire.subject();
  measure.currency = wire.currency();
  ASSIGN_OR_RETURN(measure.side, ParticipantFromWire(wire.side()));
  auto target = ParseTarget(measure.kind, wire.target());
  if (!target.ok()) {
    return Wrong(absl::StrCat(field, ".target"), target.status().message());
  }
  measure.target = *target;
  return measure;
}

absl::StatusOr<JointObjective> ObjectiveFromWire(
    const std::string& field, const pb::JointObjective& wire) {
  JointObjective objective;
  objective.id = wire.id();
  objective.statement = wire.statement();
  objective.customer_responsible = wire.customer_responsible();
  objective.provider_responsible = wire.provider_responsible();
  const auto due = ParseDay(wire.due_on());
  if (!due.ok()) {
    return Wrong(absl::StrCat(field, ".due_on"),
                 absl::StrCat("\"", wire.due_on().substr(0, 40),
                              "\" is no day such as 2026-12-31"));
  }
  objective.due_on = *due;
  ASSIGN_OR_RETURN(
      objective.measure,
      MeasureFromWire(absl::StrCat(field, ".measure"), wire.measure()));
  return objective;
}

}  // namespace

pb::RelationshipStage StageToWire(RelationshipStage stage) {
  for (const auto& [known, wire] : kStages) {
    if (known == stage) return wire;
  }
  return pb::RELATIONSHIP_STAGE_UNSPECIFIED;
}

pb::JointObjective JointObjectiveToWire(const JointRow& row) {
  const JointObjective& objective = row.objective;
  pb::JointObjective wire;
  wire.set_id(objective.id);
  wire.set_statement(objective.statement);
  wire.set_customer_responsible(objective.customer_responsible);
  wire.set_provider_responsible(objective.provider_responsible);
  wire.set_due_on(FormatDay(objective.due_on));
  pb::PlanMeasure& measure = *wire.mutable_measure();
  measure.set_kind(MeasureKindToWire(objective.measure.kind));
  measure.set_subject(objective.measure.subject);
  if (objective.measure.side.has_value()) {
    measure.set_side(ParticipantToWire(*objective.measure.side));
  }
  if (objective.measure.target.has_value()) {
    measure.set_target(objective.measure.target->ToString());
  }
  measure.set_currency(objective.measure.currency);
  if (row.progress.has_value()) {
    *wire.mutable_progress() = ProgressToWire(*row.progress);
  }
  return wire;
}

pb::PlanCount PlanCountToWire(const std::vector<JointRow>& rows,
                              absl::CivilDay day) {
  int met = 0;
  int missed = 0;
  int unknown = 0;
  int due = 0;
  for (const JointRow& row : rows) {
    if (!row.progress.has_value()) continue;
    const std::optional<bool>& reached = row.progress->told.met;
    ++(!reached.has_value() ? unknown : *reached ? met : missed);
    if (row.IsDueOn(day)) ++due;
  }
  pb::PlanCount wire;
  wire.set_met(met);
  wire.set_missed(missed);
  wire.set_unknown(unknown);
  wire.set_due(due);
  return wire;
}

pb::Plan PlanToWire(const PlanRow& row, absl::CivilDay today,
                    const Principal& reader) {
  const PlanRecord& record = row.record;
  pb::Plan wire;
  wire.set_id(row.matter.subject.name);
  wire.set_provider(row.matter.subject.provider);
  wire.set_version(row.version);
  wire.set_state(StateToWire(row));
  wire.set_proposed_by(ParticipantToWire(record.proposed_by));
  if (row.Waits()) {
    wire.set_waits_for(ParticipantToWire(OtherSide(record.proposed_by)));
  }
  wire.set_purpose(record.plan.purpose);
  wire.set_stage(StageToWire(record.plan.stage.value()));
  bool told = true;
  for (const JointRow& joint : row.rows) {
    *wire.add_objectives() = JointObjectiveToWire(joint);
    told = told && joint.progress.has_value();
  }
  if (told) *wire.mutable_count() = PlanCountToWire(row.rows, today);
  wire.set_exit_strategy(record.plan.exit_strategy);
  for (const Contract* contract : row.exits) {
    *wire.add_exits() = ExitToWire(*contract);
  }
  wire.set_follows(record.follows);
  using Time = std::optional<absl::Time>;
  SetTime(Time(row.matter.steps.front().act.known_from), &wire,
          &pb::Plan::mutable_proposed_time);
  SetTime(record.agreed, &wire, &pb::Plan::mutable_agreed_time);
  SetTime(record.ended.has_value() ? record.ended : row.replaced, &wire,
          &pb::Plan::mutable_ended_time);
  wire.set_customer_name(row.customer_name);
  wire.set_provider_name(row.provider_name);
  EntriesToWire(row.matter, reader, row.known_names, wire.mutable_entries(),
                wire.mutable_notes());
  return wire;
}

absl::Status PlanFromWire(const pb::ProposePlanRequest& wire,
                          RelationshipPlan& plan) {
  if (!wire.purpose().empty()) plan.purpose = wire.purpose();
  if (!wire.exit_strategy().empty()) plan.exit_strategy = wire.exit_strategy();
  if (wire.stage() != pb::RELATIONSHIP_STAGE_UNSPECIFIED) {
    plan.stage.reset();
    for (const auto& [stage, on_wire] : kStages) {
      if (on_wire == wire.stage()) plan.stage = stage;
    }
  }
  if (wire.objectives().empty()) return absl::OkStatus();
  plan.objectives.clear();
  for (int i = 0; i < wire.objectives_size(); ++i) {
    ASSIGN_OR_RETURN(JointObjective objective,
                     ObjectiveFromWire(absl::StrCat("objectives[", i, "]"),
                                       wire.objectives(i)));
    plan.objectives.push_back(std::move(objective));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
