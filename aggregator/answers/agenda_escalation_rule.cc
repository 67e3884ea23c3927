#include <algorithm>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/escalations.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

bool WaitsForAnswer(const EscalationStanding& standing) {
  return standing.state == EscalationState::kOpen ||
         standing.state == EscalationState::kAcknowledged;
}

AgendaItem ItemOf(const AgendaDesk& desk, const EscalationRow& row) {
  const MatterSubject& subject = row.matter.subject;
  const EscalationRecord& record = row.record;
  const bool ours = record.called() == Participant::kCustomer;
  AgendaItem item =
      desk.BeginWith(ours ? "escalation_to_us" : "escalation_unanswered",
                     subject.name, subject.provider, record.service);
  // What was answered and opened again is another time.
  item.since = record.standing.round.opened;
  if (record.standing.round.answer_by != absl::InfiniteFuture()) {
    item.decide_by = absl::ToCivilDay(record.standing.round.answer_by,
                                      desk.known.portfolio().time_zone);
  }
  item.title.rule =
      ours ? "agenda-escalation-to-us" : "agenda-escalation-unanswered";
  item.title.arguments["provider"] = subject.provider;
  item.title.arguments["priority"] = record.priority;
  item.title.arguments["subject"] = row.matter.steps.front().Text("subject");
  item.title.arguments["time"] =
      FormatForPeople(record.standing.round.answer_by);
  item.if_nothing.rule = record.standing.round.rungs.empty()
                             ? "agenda-escalation-nobody-nothing"
                         : ours ? "agenda-escalation-to-us-nothing"
                                : "agenda-escalation-unanswered-nothing";
  item.evidence = {absl::StrCat("escalation show ", subject.name)};
  if (ours) {
    item.AddChoice(
        "choice-escalation-answer",
        absl::StrCat("escalation answer ", subject.name, " --text …"));
    if (record.standing.state == EscalationState::kOpen) {
      item.AddChoice("choice-escalation-acknowledge",
                     absl::StrCat("escalation acknowledge ", subject.name));
    }
  } else {
    if (record.standing.Above() != nullptr) {
      item.AddChoice(
          "choice-escalation-raise",
          absl::StrCat("escalation raise ", subject.name, " --text …"));
    }
    item.AddChoice("choice-escalation-close",
                   absl::StrCat("escalation close ", subject.name));
  }
  item.AddNothing("choice-escalation-nothing");
  return item;
}

}  // namespace

absl::Status AddEscalationItems(AgendaDesk& desk) {
  ASSIGN_OR_RETURN(const int64_t steps, desk.context.matters.CountSteps(
                                            desk.who, MatterKind::kEscalation));
  if (steps == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const EscalationsAnswer answer,
      AnswerEscalations(desk.context, desk.who, {.open = true}, desk.as_of));
  for (const EscalationRow& row : answer.escalations) {
    if (WaitsForAnswer(row.record.standing)) {
      desk.items.push_back(ItemOf(desk, row));
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
