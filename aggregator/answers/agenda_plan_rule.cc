#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/plans.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

AgendaItem ToAgree(const AgendaDesk& desk, const PlanRow& row) {
  const MatterSubject& subject = row.matter.subject;
  AgendaItem item =
      desk.BeginWith("plan_to_agree", subject.name, subject.provider, "");
  item.title.rule = "agenda-relationship-to-agree";
  item.title.arguments["provider"] = subject.provider;
  item.title.arguments["version"] = absl::StrCat(row.version);
  item.if_nothing.rule = "agenda-relationship-to-agree-nothing";
  item.evidence = {
      absl::StrCat("plan show ", subject.provider, " --id ", subject.name)};
  item.AddChoice("choice-relationship-agree",
                 absl::StrCat("plan agree ", subject.name));
  item.AddChoice("choice-relationship-refuse",
                 absl::StrCat("plan refuse ", subject.name, " --text …"));
  return item;
}

AgendaItem NotReached(const AgendaDesk& desk, const PlanRow& row,
                      const JointRow& joint) {
  const MatterSubject& subject = row.matter.subject;
  AgendaItem item =
      desk.BeginWith("plan_objective_due",
                     absl::StrCat(subject.provider, "/", joint.objective.id),
                     subject.provider, "");
  item.decide_by = joint.objective.due_on;
  item.title.rule = joint.progress->told.met.has_value()
                        ? "agenda-relationship-missed"
                        : "agenda-relationship-unknown";
  item.title.arguments["provider"] = subject.provider;
  item.title.arguments["objective"] = joint.objective.id;
  item.title.arguments["day"] = FormatDay(joint.objective.due_on);
  item.if_nothing.rule = "agenda-relationship-missed-nothing";
  item.evidence = {absl::StrCat("plan show ", subject.provider)};
  item.AddChoice("choice-relationship-act",
                 absl::StrCat("obligation add --provider ", subject.provider,
                              " --side … --what … --due …"));
  item.AddChoice(
      "choice-relationship-propose",
      absl::StrCat("plan propose --provider ", subject.provider, " …"));
  return item;
}

}  // namespace

absl::Status AddPlanItems(AgendaDesk& desk) {
  ASSIGN_OR_RETURN(const int64_t steps, desk.context.matters.CountSteps(
                                            desk.who, MatterKind::kPlan));
  if (steps == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const PlansAnswer answer,
      AnswerPlans(desk.context, desk.who, {.only_due = true}, desk.as_of));
  for (const PlanRow& row : answer.plans) {
    if (row.Waits() && row.record.proposed_by == Participant::kProvider) {
      desk.items.push_back(ToAgree(desk, row));
    }
    if (!row.IsInForce()) continue;
    for (const JointRow& joint : row.rows) {
      if (!joint.IsDueOn(desk.today)) continue;
      desk.items.push_back(NotReached(desk, row, joint));
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
