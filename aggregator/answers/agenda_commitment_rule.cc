#include <string>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/commitments.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

AgendaItem ItemOf(const AgendaDesk& desk, const CommitmentRow& row) {
  const bool ours = row.kind != CommitmentRow::Kind::kContractCommitment;
  const Contract* contract =
      ours ? desk.contracts.Find(row.contract, desk.today) : nullptr;
  AgendaItem item;
  // The next term's is another decision.
  const std::string detail =
      row.last_day.has_value()
          ? absl::StrCat(row.id, ":", FormatDay(*row.last_day))
          : row.id;
  if (contract != nullptr) {
    item = desk.Begin("commitment", detail, *contract);
  } else {
    item.kind = "commitment";
    item.id = absl::StrCat("commitment:", row.provider, ":", detail);
    item.provider = row.provider;
    item.owner = desk.known.OwnerOf(row.provider);
  }
  if (row.is_money) item.currency = row.unit;
  item.title.arguments["commitment"] = row.id;
  item.title.arguments["committed"] = row.committed->ToString();
  item.title.arguments["unit"] = row.unit;
  if (row.expected.has_value()) {
    item.title.arguments["expected"] = row.expected->ToString();
  }
  if (row.last_day.has_value()) {
    item.title.arguments["day"] = FormatDay(*row.last_day);
    item.decide_by = row.last_day;
  }
  item.evidence = {absl::StrCat("cost commitments --provider ", row.provider)};
  return item;
}

void AddUnder(AgendaDesk& desk, const CommitmentRow& row) {
  AgendaItem item = ItemOf(desk, row);
  item.title.rule = "agenda-commitment-under";
  item.if_nothing.rule = "agenda-commitment-true-up";
  item.if_nothing.arguments = item.title.arguments;
  item.if_nothing.arguments["rest"] =
      row.expected_true_up.has_value() ? row.expected_true_up->ToString() : "";
  if (row.is_money) item.estimated = row.expected_true_up;
  item.AddChoice("choice-commitment-use");
  item.AddChoice("choice-commitment-move");
  item.AddChoice("choice-commitment-reduce");
  desk.items.push_back(std::move(item));
}

void AddOver(AgendaDesk& desk, const CommitmentRow& row) {
  AgendaItem item = ItemOf(desk, row);
  item.title.rule = "agenda-commitment-over";
  item.if_nothing.rule = row.exhausted_on.has_value()
                             ? "agenda-commitment-exhausted"
                             : "agenda-commitment-exceeded";
  item.if_nothing.arguments = item.title.arguments;
  if (row.exhausted_on.has_value()) {
    item.if_nothing.arguments["exhausted"] = FormatDay(*row.exhausted_on);
    item.decide_by = row.exhausted_on;
  }
  item.AddChoice("choice-commitment-order");
  item.AddChoice("choice-commitment-save");
  item.AddChoice("choice-commitment-commit");
  desk.items.push_back(std::move(item));
}

}  // namespace

absl::Status AddCommitmentItems(AgendaDesk& desk) {
  ASSIGN_OR_RETURN(const CommitmentsAnswer answer,
                   AnswerCommitments(desk.context, desk.who,
                                     {.with_discounts = false}, desk.as_of));
  for (const CommitmentRow& row : answer.commitments) {
    if (!row.committed.has_value()) continue;
    // The same hours, with their money, are an item of their own by then.
    if (row.kind == CommitmentRow::Kind::kPrepaid && row.last_day.has_value() &&
        *row.last_day - desk.today <= kHoursAheadDays) {
      continue;
    }
    if (row.outlook == CommitmentOutlook::kUnder) {
      AddUnder(desk, row);
    } else if (row.outlook == CommitmentOutlook::kOver) {
      AddOver(desk, row);
    }
  }
  for (const Gap& gap : answer.gaps) AddGap(gap, desk.gaps);
  return absl::OkStatus();
}

}  // namespace regisseur
