#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/invoice_reconciliation.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Invoices of so many days are looked at, where the contract names no term to
// object.
constexpr int kDays = 92;

const char* BasisWord(ReconciliationBasis basis) {
  switch (basis) {
    case ReconciliationBasis::kCharges:
      return "agenda-invoice-charges";
    case ReconciliationBasis::kContract:
      return "agenda-invoice-contract";
    case ReconciliationBasis::kInvoice:
    case ReconciliationBasis::kNone:
      return "agenda-invoice-other";
  }
  return "agenda-invoice-other";
}

void AddInvoice(AgendaDesk& desk, const ReconciledInvoice& one) {
  const Invoice& invoice = one.row.invoice();
  if (one.object_by.has_value() && *one.object_by < desk.today) return;
  AgendaItem item;
  item.kind = "invoice_difference";
  item.provider = desk.known.CurrentId(one.row.provider);
  item.id =
      absl::StrCat("invoice_difference:", item.provider, ":", invoice.number);
  item.contract = one.contract;
  item.owner = desk.known.OwnerOf(item.provider);
  item.currency = invoice.currency;
  item.decide_by = one.object_by;
  item.title.rule = BasisWord(one.basis);
  item.title.arguments = {{"invoice", invoice.number},
                          {"provider", item.provider},
                          {"currency", invoice.currency},
                          {"difference", "?"}};
  const bool too_little = one.comparison.difference_net.has_value() &&
                          one.comparison.difference_net->IsNegative();
  if (const std::optional<Decimal>& difference = one.comparison.difference_net;
      difference.has_value()) {
    item.title.arguments["difference"] = difference->ToString();
    // What is invoiced too much is paid when nobody objects; what is invoiced
    // too little is what the decision is about.
    if (difference->IsNegative()) {
      item.exposure = difference->Negated();
    } else if (!difference->IsZero()) {
      item.certain = *difference;
    }
  }
  item.if_nothing.arguments = item.title.arguments;
  item.if_nothing.rule =
      too_little ? "agenda-invoice-too-little" : "agenda-invoice-paid";
  if (one.object_by.has_value()) {
    item.if_nothing.rule =
        too_little ? "agenda-invoice-too-little-by" : "agenda-invoice-paid-by";
    item.if_nothing.arguments["day"] = FormatDay(*one.object_by);
  }
  item.functions = desk.FunctionsOf(item.provider, {});
  item.evidence = {absl::StrCat("invoice reconcile --number ", invoice.number),
                   absl::StrCat("invoice show ", invoice.number)};
  item.AddChoice("choice-invoice-object");
  item.AddChoice("choice-invoice-credit");
  item.AddNothing("choice-invoice-pay");
  desk.items.push_back(std::move(item));
}

}  // namespace

absl::Status AddInvoiceItems(AgendaDesk& desk) {
  ASSIGN_OR_RETURN(
      ReconciliationAnswer answer,
      AnswerReconciliation(desk.context, desk.who,
                           {.from = FormatDay(desk.today - kDays),
                            .state = ReconciliationState::kDifferent},
                           desk.as_of));
  // What it lacks is said where invoices are asked for; an agenda is no place
  // for each file of each source.
  for (const ReconciledInvoice& one : answer.invoices) AddInvoice(desk, one);
  return absl::OkStatus();
}

}  // namespace regisseur
