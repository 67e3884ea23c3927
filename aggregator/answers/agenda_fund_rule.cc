#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/funds.h"
#include "core/base/status_macros.h"

namespace regisseur {

// A draw on a joint fund or a deposit that waits for our yes or no.
absl::Status AddFundItems(AgendaDesk& desk) {
  ASSIGN_OR_RETURN(const int64_t steps, desk.context.matters.CountSteps(
                                            desk.who, MatterKind::kFund));
  if (steps == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const TransfersAnswer answer,
      AnswerTransfers(desk.context, desk.who, {.state = TransferState::kAsked},
                      desk.as_of));
  for (const TransferRow& row : answer.transfers) {
    if (row.record.WaitsFor() != Participant::kCustomer) continue;
    const MatterSubject& subject = row.matter.subject;
    const bool draws = row.record.kind == TransferKind::kDraw;
    AgendaItem item =
        desk.BeginWith("fund_to_answer", subject.name, subject.provider, "");
    item.title.rule = draws ? "agenda-fund-draw" : "agenda-fund-deposit";
    item.title.arguments["provider"] = subject.provider;
    item.title.arguments["amount"] = row.record.amount.ToString();
    item.title.arguments["currency"] = row.record.currency;
    item.title.arguments["idea"] = row.idea_title;
    item.if_nothing.rule = "agenda-fund-nothing";
    item.evidence = {absl::StrCat("fund transfer ", subject.name)};
    item.AddChoice("choice-fund-agree",
                   absl::StrCat("fund agree ", subject.name));
    item.AddChoice("choice-fund-refuse",
                   absl::StrCat("fund refuse ", subject.name, " --text …"));
    desk.items.push_back(std::move(item));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
