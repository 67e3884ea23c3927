#include "absl/strings/str_cat.h"
#include "cli/invoice/invoice.h"
#include "cli/invoice/invoice_words.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/invoice/v1/invoice.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = invoice::v1;

std::string BasisWords(const pb::Reconciliation& one) {
  if (one.basis().empty()) return "–";
  return absl::StrCat(one.basis(), ", ", PhraseOfWord(one.matched_by()));
}

std::string Table(const pb::ReconcileInvoicesResponse& answer,
                  const View& view) {
  if (answer.invoices().empty()) return "No invoices.\n";
  TextTable table(
      {{.heading = "STATE"},
       {.heading = "PROVIDER", .priority = 1, .cut_to = 10},
       {.heading = "NUMBER", .cut_to = 14},
       {.heading = "INVOICED", .right = true},
       {.heading = "EXPECTED", .right = true},
       {.heading = "APART", .right = true},
       {.heading = "CURR."},
       {.heading = "AGAINST", .priority = 2, .cut_to = 16},
       {.heading = "DUE", .priority = 3},
       {.heading = "OBJECT BY", .priority = 1, .only_if_filled = true}});
  for (const pb::Reconciliation& one : answer.invoices()) {
    table.AddRow({StateCell(one),
                  one.provider(),
                  {one.number(), Style::kBold},
                  SignedCostWords(one.has_invoiced_net(), one.invoiced_net(),
                                  one.currency()),
                  SignedCostWords(one.has_expected_net(), one.expected_net(),
                                  one.currency()),
                  SignedCostWords(one.has_difference_net(),
                                  one.difference_net(), one.currency()),
                  one.currency(),
                  BasisWords(one),
                  one.due_date().empty() ? "–" : one.due_date(),
                  one.object_by()});
    AddDifferences(one, table);
  }
  std::string totals;
  for (const pb::DifferenceTotal& total : answer.totals()) {
    absl::StrAppend(&totals, EnumPhrase(total.class_()), ": ",
                    AmountWords(total.amount(), total.currency()), " ",
                    total.currency(), " in ", total.count(),
                    total.count() == 1 ? " difference" : " differences", "\n");
  }
  return absl::StrCat(table.Render(view.terminal), totals.empty() ? "" : "\n",
                      totals, "Net, excl. VAT; VAT is compared by itself.\n");
}

}  // namespace

Verb InvoiceReconcileVerb() {
  Verb verb{
      .noun = "invoice",
      .name = "reconcile",
      .summary = "Whether invoices are what was charged and agreed",
      .details =
          "An invoice is held against the charges that carry its number, else "
          "those of its contract (BT-12) or order (BT-13), else of its period "
          "and account; where there are none, against what the contract "
          "computes. Net with net, VAT with VAT; prepaid amounts and rounding "
          "are explained. APART is what was invoiced more than expected. "
          "docs/reconciliation.md has a worked case.",
      .examples = {"regisseur invoice reconcile --provider cloudnine --from "
                   "2026-10",
                   "regisseur invoice reconcile --state different",
                   "regisseur invoice reconcile --tolerance 1.00 -o csv"},
      .parameters = {ProviderOption(),
                     {.name = "state",
                      .kind = Parameter::Kind::kWord,
                      .field = "state",
                      .help = "matched, different or unmatched",
                      .value_name = "STATE"},
                     {.name = "tolerance",
                      .field = "tolerance",
                      .help = "A difference up to this is none",
                      .value_name = "AMOUNT"},
                     FromOption("Issued from here on: day or month"),
                     ToOption("Issued until here, a day or month included "
                              "whole"),
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "invoices"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::InvoiceService>(
      &pb::InvoiceService::Stub::ReconcileInvoices, verb.parameters);
  return verb;
}

}  // namespace regisseur
