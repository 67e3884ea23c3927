#include "aggregator/storage/plan_record.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "aggregator/storage/partnership_records.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// A name of a value or text about one joint objective: `due:fewer-outages`.
// Ids have no colon.
std::string Of(absl::string_view what, absl::string_view objective) {
  return absl::StrCat(what, ":", objective);
}

absl::Status Broken(const Matter& matter, absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat("plan ", matter.subject.name, " has ", what,
                   " that this program cannot have written"));
}

constexpr char kMet[] = "met";
constexpr char kMissed[] = "missed";

std::optional<bool> MetOf(absl::string_view word) {
  if (word == kMet) return true;
  if (word == kMissed) return false;
  return std::nullopt;
}

absl::StatusOr<JointObjective> ReadObjective(const Matter& matter,
                                             const std::string& id) {
  const MatterStep& first = matter.steps.front();
  JointObjective objective;
  objective.id = id;
  objective.statement = first.Text(Of("statement", id));
  objective.customer_responsible = first.Text(Of("customer", id));
  objective.provider_responsible = first.Text(Of("provider", id));
  const auto due = ParseDay(first.Value(Of("due", id)));
  if (!due.ok()) return Broken(matter, "a day");
  objective.due_on = *due;
  PlanMeasure& measure = objective.measure;
  const auto kind = FindMeasureKind(first.Value(Of("measure", id)));
  if (!kind.has_value()) return Broken(matter, "a measure");
  measure.kind = *kind;
  measure.subject = first.Value(Of("subject", id));
  measure.side = FindParticipant(first.Value(Of("side", id)));
  measure.currency = first.Value(Of("currency", id));
  if (const std::string target = first.Value(Of("target", id));
      !target.empty()) {
    const auto number = Decimal::Parse(target);
    if (!number.ok()) return Broken(matter, "a target");
    measure.target = *number;
  }
  return objective;
}

}  // namespace

absl::StatusOr<PlanRecord> ReadPlan(const Matter& matter) {
  const MatterStep& first = matter.steps.front();
  PlanRecord record;
  ASSIGN_OR_RETURN(record.proposed_by, ParticipantOf(first));
  record.follows = first.Value("follows");
  record.plan.purpose = first.Text("purpose");
  record.plan.exit_strategy = first.Text("exit_strategy");
  const auto stage = FindRelationshipStage(first.Value("stage"));
  if (!stage.has_value()) return Broken(matter, "a stage");
  record.plan.stage = stage;
  for (const auto& [name, value] : first.values) {
    absl::string_view id = name;
    if (!absl::ConsumePrefix(&id, "due:")) continue;
    ASSIGN_OR_RETURN(JointObjective objective,
                     ReadObjective(matter, std::string(id)));
    record.plan.objectives.push_back(std::move(objective));
  }
  record.state = FoldPlan(matter.Moves());
  for (const MatterStep& step : matter.steps) {
    if (step.move == MatterMove::kAccepted) {
      record.agreed = step.act.known_from;
    } else if (step.move == MatterMove::kRefused ||
               step.move == MatterMove::kWithdrawn ||
               step.move == MatterMove::kAnswered) {
      record.ended = step.act.known_from;
    }
  }
  return record;
}

StepValues ValuesOfPlan(const RelationshipPlan& plan,
                        const std::string& follows) {
  StepValues values = {
      {"stage", std::string(RelationshipStageWord(plan.stage.value()))},
      {"follows", follows}};
  for (const JointObjective& objective : plan.objectives) {
    const PlanMeasure& measure = objective.measure;
    const std::string& id = objective.id;
    values.emplace_back(Of("due", id), FormatDay(objective.due_on));
    values.emplace_back(Of("measure", id), MeasureKindWord(measure.kind));
    values.emplace_back(Of("subject", id), measure.subject);
    values.emplace_back(Of("side", id), measure.side.has_value()
                                            ? ParticipantWord(*measure.side)
                                            : "");
    values.emplace_back(Of("target", id), measure.target.has_value()
                                              ? measure.target->ToString()
                                              : "");
    values.emplace_back(Of("currency", id), measure.currency);
  }
  return values;
}

StepValues TextsOfPlan(const RelationshipPlan& plan) {
  StepValues texts = {{"purpose", plan.purpose},
                      {"exit_strategy", plan.exit_strategy}};
  for (const JointObjective& objective : plan.objectives) {
    texts.emplace_back(Of("statement", objective.id), objective.statement);
    texts.emplace_back(Of("customer", objective.id),
                       objective.customer_responsible);
    texts.emplace_back(Of("provider", objective.id),
                       objective.provider_responsible);
  }
  return texts;
}

StepValues ValuesOfReviewedPlan(
    const std::string& plan, int version,
    const std::map<std::string, ObjectiveFigure>& objectives) {
  StepValues values = {{"plan", plan}, {"plan_version", absl::StrCat(version)}};
  for (const auto& [id, told] : objectives) {
    values.emplace_back(Of("met", id), !told.met.has_value() ? "unknown"
                                       : *told.met           ? kMet
                                                             : kMissed);
    if (told.figure.has_value()) {
      values.emplace_back(Of("figure", id), told.figure->ToString());
    }
    if (told.unknown_why.rule.empty()) continue;
    values.emplace_back(Of("why", id), told.unknown_why.rule);
    for (const auto& [name, value] : told.unknown_why.arguments) {
      values.emplace_back(Of(Of("why", id), name), value);
    }
  }
  return values;
}

std::optional<ReviewedFigures> ReadReviewedFigures(const Matter& review) {
  for (const MatterStep& step : review.steps) {
    if (step.move != MatterMove::kSigned || step.Value("plan").empty()) {
      continue;
    }
    ReviewedFigures figures;
    figures.plan = step.Value("plan");
    figures.fixed = step.act.known_from;
    if (!absl::SimpleAtoi(step.Value("plan_version"), &figures.version)) {
      figures.version = 0;
    }
    for (const auto& [name, value] : step.values) {
      absl::string_view id = name;
      if (!absl::ConsumePrefix(&id, "met:")) continue;
      ObjectiveFigure& told = figures.objectives[std::string(id)];
      told.met = MetOf(value);
      if (const auto number = Decimal::Parse(step.Value(Of("figure", id)));
          number.ok()) {
        told.figure = *number;
      }
      told.unknown_why.rule = step.Value(Of("why", id));
      const std::string prefix = Of(Of("why", id), "");
      for (const auto& [argument, text] : step.values) {
        absl::string_view key = argument;
        if (absl::ConsumePrefix(&key, prefix)) {
          told.unknown_why.arguments[std::string(key)] = text;
        }
      }
    }
    return figures;
  }
  return std::nullopt;
}

ReviewJudgements ReadJudgements(const Matter& review, Participant side) {
  ReviewJudgements judgements;
  for (auto step = review.steps.rbegin(); step != review.steps.rend(); ++step) {
    const auto party = ParticipantOf(*step);
    if (step->move != MatterMove::kScored || !party.ok() || *party != side) {
      continue;
    }
    for (const auto& [name, value] : step->values) {
      absl::string_view id = name;
      if (!absl::ConsumePrefix(&id, "judged:")) continue;
      judgements[std::string(id)] = {value == kMet,
                                     step->Text(Of("judged_remark", id))};
    }
    break;
  }
  return judgements;
}

StepValues ValuesOfJudgements(const ReviewJudgements& judgements) {
  StepValues values;
  for (const auto& [id, judgement] : judgements) {
    values.emplace_back(Of("judged", id), judgement.met ? kMet : kMissed);
  }
  return values;
}

StepValues TextsOfJudgements(const ReviewJudgements& judgements) {
  StepValues texts;
  for (const auto& [id, judgement] : judgements) {
    if (judgement.remark.empty()) continue;
    texts.emplace_back(Of("judged_remark", id), judgement.remark);
  }
  return texts;
}

}  // namespace regisseur
