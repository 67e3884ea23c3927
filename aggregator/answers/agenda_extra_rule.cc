#include <algorithm>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/extras.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

AgendaItem ItemOf(const AgendaDesk& desk, const ExtraRow& row,
                  const Contract& contract, const char* kind, const char* rule,
                  const char* if_nothing) {
  const MatterSubject& subject = row.matter.subject;
  AgendaItem item = desk.Begin(kind, subject.name, contract);
  item.exposure = row.amount;
  item.title.rule = rule;
  item.title.arguments["extra"] = subject.objective;
  item.title.arguments["amount"] = row.amount.ToString();
  item.title.arguments["currency"] = contract.currency;
  item.if_nothing.rule = if_nothing;
  item.if_nothing.arguments = item.title.arguments;
  item.evidence = {absl::StrCat("extra list --id ", subject.name)};
  return item;
}

// It is billed, and nobody said that it was delivered.
AgendaItem ItemOfBilled(const AgendaDesk& desk, const ExtraRow& row,
                        const Contract& contract) {
  AgendaItem item = ItemOf(desk, row, contract, "extra_billed",
                           row.bill->invoice.empty() ? "agenda-extra-charged"
                                                     : "agenda-extra-billed",
                           "agenda-extra-billed-nothing");
  item.exposure.reset();
  item.estimated = row.bill->amount;
  for (Sentence* sentence : {&item.title, &item.if_nothing}) {
    sentence->arguments["amount"] = row.bill->amount.ToString();
    sentence->arguments["bill"] = row.bill->charge_month.has_value()
                                      ? FormatMonth(*row.bill->charge_month)
                                      : row.bill->invoice;
  }
  item.AddChoice("choice-extra-deliver",
                 absl::StrCat("extra deliver ", row.id));
  item.AddChoice("choice-extra-question-bill");
  item.AddChoice("choice-extra-cancel",
                 absl::StrCat("extra cancel ", row.id, " --reason …"));
  return item;
}

}  // namespace

absl::Status AddExtraItems(AgendaDesk& desk) {
  if (desk.contracts.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const RoomScope scope,
                   OpenRoom(desk.context, desk.who, {}, desk.as_of));
  ASSIGN_OR_RETURN(std::vector<ExtraRow> rows,
                   ReadExtraRows(desk.context, desk.who, scope, desk.as_of));
  const bool waits = std::any_of(
      rows.begin(), rows.end(),
      [](const ExtraRow& row) { return row.state == ExtraState::kOrdered; });
  if (waits) {
    ASSIGN_OR_RETURN(rows, ReadBilledExtraRows(desk.context, desk.who, scope,
                                               desk.as_of, desk.gaps));
  }
  for (const ExtraRow& row : rows) {
    const MatterSubject& subject = row.matter.subject;
    const Contract* const contract =
        desk.contracts.Find(subject.contract, desk.today);
    if (contract == nullptr) continue;
    if (row.state == ExtraState::kProposed) {
      AgendaItem item =
          ItemOf(desk, row, *contract, "extra_approval", "agenda-extra-approve",
                 "agenda-extra-approve-nothing");
      item.AddChoice("choice-extra-approve",
                     absl::StrCat("extra approve ", subject.name));
      item.AddChoice(
          "choice-extra-refuse",
          absl::StrCat("extra refuse ", subject.name, " --reason …"));
      desk.items.push_back(std::move(item));
    } else if (row.state == ExtraState::kOrdered && row.bill.has_value()) {
      desk.items.push_back(ItemOfBilled(desk, row, *contract));
    } else if (row.overdue) {
      AgendaItem item =
          ItemOf(desk, row, *contract, "extra_overdue", "agenda-extra-overdue",
                 "agenda-extra-overdue-nothing");
      item.title.arguments["day"] = FormatDay(*row.due_on);
      item.decide_by = row.due_on;
      item.AddChoice("choice-extra-deliver",
                     absl::StrCat("extra deliver ", subject.name));
      item.AddChoice(
          "choice-extra-cancel",
          absl::StrCat("extra cancel ", subject.name, " --reason …"));
      desk.items.push_back(std::move(item));
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
