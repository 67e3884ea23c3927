#include "absl/strings/str_cat.h"
#include "cli/invoice/invoice.h"
#include "cli/invoice/invoice_words.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/invoice/v1/invoice.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = invoice::v1;

Cell DueCell(const pb::Invoice& invoice) {
  if (!invoice.paid_date().empty()) {
    return {absl::StrCat("paid ", invoice.paid_date()), Style::kFaint};
  }
  if (invoice.due_date().empty()) return "–";
  return {invoice.due_date(), invoice.overdue() ? Style::kBad : Style::kPlain};
}

std::string Table(const pb::ListInvoicesResponse& answer, const View& view) {
  if (answer.invoices().empty()) return "No invoices.\n";
  TextTable table({{.heading = "ISSUED"},
                   {.heading = "PROVIDER", .priority = 1, .cut_to = 10},
                   {.heading = "NUMBER", .cut_to = 14},
                   {.heading = "SELLER", .priority = 3, .cut_to = 14},
                   {.heading = "NET", .right = true},
                   {.heading = "VAT", .priority = 2, .right = true},
                   {.heading = "TO PAY", .right = true},
                   {.heading = "CURR."},
                   {.heading = "DUE", .priority = 1},
                   {.heading = "LINES", .priority = 4, .right = true},
                   {.heading = "RULES"}});
  for (const pb::Invoice& invoice : answer.invoices()) {
    table.AddRow(
        {invoice.issue_date().empty() ? "–" : invoice.issue_date(),
         invoice.provider(),
         {invoice.number(), Style::kBold},
         invoice.seller(),
         SignedCostWords(invoice.has_signed_net_cost(),
                         invoice.signed_net_cost(), invoice.currency()),
         SignedCostWords(invoice.has_signed_tax_cost(),
                         invoice.signed_tax_cost(), invoice.currency()),
         SignedCostWords(invoice.has_signed_payable_cost(),
                         invoice.signed_payable_cost(), invoice.currency()),
         invoice.currency(),
         DueCell(invoice),
         CountWords(invoice.line_count()),
         VerdictCell(invoice)});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb InvoiceListVerb() {
  Verb verb{
      .noun = "invoice",
      .name = "list",
      .summary = "Invoices and credit notes, the newest first",
      .details =
          "Amounts in the table are signed as cost: a credit note's are "
          "negative. -o json and csv have them as written, with the signed "
          "ones "
          "beside them. RULES says which rules of EN 16931 and of the country "
          "an invoice breaks; `invoice show` names them. What is open is what "
          "no ledger says was paid.",
      .examples = {"regisseur invoice list --provider cloudnine",
                   "regisseur invoice list --overdue",
                   "regisseur invoice list --invalid --from 2026-10 -o csv"},
      .parameters = {ProviderOption(),
                     {.name = "open",
                      .kind = Parameter::Kind::kFlag,
                      .field = "open",
                      .help = "Only those that are not known to be paid"},
                     {.name = "overdue",
                      .kind = Parameter::Kind::kFlag,
                      .field = "overdue",
                      .help = "Only those that are open and past their due "
                              "date"},
                     {.name = "invalid",
                      .kind = Parameter::Kind::kFlag,
                      .field = "invalid",
                      .help = "Only those that break a fatal rule"},
                     FromOption("Issued from here on: day or month"),
                     ToOption("Issued until here, a day or month included "
                              "whole"),
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "invoices"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::InvoiceService>(
      &pb::InvoiceService::Stub::ListInvoices, verb.parameters);
  return verb;
}

}  // namespace regisseur
