#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/obligations.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// What we promised is a matter for the agenda so many days before its day.
constexpr int kDaysAhead = 7;

AgendaItem ItemOf(const AgendaDesk& desk, const ObligationRow& row,
                  bool asked) {
  const MatterSubject& subject = row.matter.subject;
  AgendaItem item =
      desk.BeginWith(asked ? "obligation_asked" : "obligation_due",
                     subject.name, subject.provider, row.record.service);
  item.decide_by = row.record.due_on;
  item.title.rule = asked ? "agenda-obligation-asked" : "agenda-obligation-due";
  item.title.arguments["provider"] = subject.provider;
  item.title.arguments["what"] = row.matter.steps.front().Text("what");
  item.title.arguments["day"] = FormatDay(row.record.due_on);
  item.if_nothing.rule = asked ? "agenda-obligation-asked-nothing"
                               : "agenda-obligation-due-nothing";
  item.if_nothing.arguments = item.title.arguments;
  item.evidence = {absl::StrCat("obligation show ", subject.name)};
  if (asked) {
    item.AddChoice("choice-obligation-promise",
                   absl::StrCat("obligation promise ", subject.name));
    item.AddChoice(
        "choice-obligation-refuse",
        absl::StrCat("obligation refuse ", subject.name, " --text …"));
  } else {
    item.AddChoice("choice-obligation-fulfil",
                   absl::StrCat("obligation fulfil ", subject.name));
    item.AddChoice("choice-obligation-wait",
                   absl::StrCat("obligation wait ", subject.name, " --text …"));
  }
  item.AddNothing("choice-obligation-nothing");
  return item;
}

}  // namespace

// What waits for the partner stands still, and what the partner owes is its
// own.
absl::Status AddObligationItems(AgendaDesk& desk) {
  ASSIGN_OR_RETURN(const int64_t steps, desk.context.matters.CountSteps(
                                            desk.who, MatterKind::kObligation));
  if (steps == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const ObligationsAnswer answer,
      AnswerObligations(desk.context, desk.who,
                        {.side = Participant::kCustomer, .open = true},
                        desk.as_of));
  for (const ObligationRow& row : answer.obligations) {
    const ObligationState state = row.record.standing.state;
    if (state == ObligationState::kAsked) {
      desk.items.push_back(ItemOf(desk, row, /*asked=*/true));
    } else if (state == ObligationState::kPromised &&
               row.record.due_on <= desk.today + kDaysAhead) {
      desk.items.push_back(ItemOf(desk, row, /*asked=*/false));
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
