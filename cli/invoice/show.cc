#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/invoice/invoice.h"
#include "cli/invoice/invoice_words.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/invoice/v1/invoice.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = invoice::v1;

std::string Money(bool said, const std::string& amount,
                  const std::string& currency) {
  return said ? absl::StrCat(AmountWords(amount, currency), " ", currency) : "";
}

std::string PeriodWords(const std::string& from, const std::string& to) {
  if (from.empty() && to.empty()) return "";
  return absl::StrCat(from.empty() ? "…" : from, " to ", to.empty() ? "…" : to);
}

std::string TaxWords(const pb::Invoice& invoice) {
  return absl::StrJoin(
      invoice.tax_breakdown(), "; ",
      [&](std::string* out, const pb::TaxSubtotal& one) {
        absl::StrAppend(out, one.category(), one.has_rate() ? " " : "",
                        one.rate(), one.has_rate() ? " %" : "", ": ",
                        AmountWords(one.tax_amount(), invoice.currency()),
                        " on ",
                        AmountWords(one.taxable_amount(), invoice.currency()));
      });
}

std::string HeldAgainst(const pb::Reconciliation& one) {
  std::string words = StateCell(one).text;
  if (!one.basis().empty()) {
    absl::StrAppend(&words, " with ", one.basis(), " by ",
                    PhraseOfWord(one.matched_by()));
  }
  if (one.has_difference_net()) {
    absl::StrAppend(&words, ", ",
                    AmountWords(one.difference_net(), one.currency()), " ",
                    one.currency(), " apart");
  }
  return words;
}

void AddLines(const pb::Invoice& invoice, TextTable& table) {
  for (const pb::InvoiceLine& line : invoice.lines()) {
    table.AddRow({line.id(),
                  line.name().empty() ? line.description() : line.name(),
                  line.quantity(), line.unit(), line.net_price(),
                  line.has_net_amount()
                      ? AmountWords(line.net_amount(), invoice.currency())
                      : "–",
                  absl::StrCat(line.category(), " ", line.rate())});
  }
  for (const pb::Allowance& allowance : invoice.allowances()) {
    table.AddRow(
        {allowance.charge() ? "charge" : "allow.", allowance.reason(), "", "",
         "",
         absl::StrCat(allowance.charge() ? "" : "-",
                      AmountWords(allowance.amount(), invoice.currency())),
         absl::StrCat(allowance.category(), " ", allowance.rate())});
  }
}

std::string Table(const pb::Invoice& invoice, const View& view) {
  const std::string& currency = invoice.currency();
  DetailSheet sheet;
  sheet.Add("number", {absl::StrCat(invoice.number(), " (",
                                    EnumPhrase(invoice.kind()), ")"),
                       Style::kBold});
  sheet.Add("provider", invoice.provider());
  sheet.Add("seller", invoice.seller());
  sheet.Add("issued", invoice.issue_date());
  sheet.Add("due", {invoice.due_date(),
                    invoice.overdue() ? Style::kBad : Style::kPlain});
  sheet.Add("paid", invoice.paid_date());
  sheet.Add("period", PeriodWords(invoice.period_start_date(),
                                  invoice.period_end_date()));
  sheet.Add("contract", invoice.contract_reference());
  sheet.Add("order", invoice.order_reference());
  sheet.Add("net", Money(invoice.has_tax_exclusive_amount(),
                         invoice.tax_exclusive_amount(), currency));
  sheet.Add("VAT",
            Money(invoice.has_tax_amount(), invoice.tax_amount(), currency));
  sheet.Add("VAT breakdown", TaxWords(invoice));
  sheet.Add("with VAT", Money(invoice.has_tax_inclusive_amount(),
                              invoice.tax_inclusive_amount(), currency));
  sheet.Add("paid before", Money(invoice.has_prepaid_amount(),
                                 invoice.prepaid_amount(), currency));
  sheet.Add("rounded by", Money(invoice.has_rounding_amount(),
                                invoice.rounding_amount(), currency));
  sheet.Add("to pay", {Money(invoice.has_payable_amount(),
                             invoice.payable_amount(), currency),
                       Style::kBold});
  sheet.Add("as cost, net", Money(invoice.has_signed_net_cost(),
                                  invoice.signed_net_cost(), currency));
  sheet.Add("incl. VAT not recovered",
            Money(invoice.has_burden(), invoice.burden(), currency));
  sheet.Add("rules", VerdictCell(invoice));
  if (invoice.has_reconciliation()) {
    const pb::Reconciliation& one = invoice.reconciliation();
    sheet.Add("held against", {HeldAgainst(one), StateCell(one).style});
    sheet.Add("object by", one.object_by());
  }
  sheet.Add("source", absl::StrCat(invoice.source(), " ", invoice.file()));
  TextTable table({{.heading = "LINE"},
                   {.heading = "WHAT", .cut_to = 24},
                   {.heading = "QUANTITY", .priority = 1, .right = true},
                   {.heading = "UNIT", .priority = 2},
                   {.heading = "PRICE", .priority = 2, .right = true},
                   {.heading = "NET", .right = true},
                   {.heading = "VAT", .priority = 1}});
  AddLines(invoice, table);
  AddProblems(invoice, table);
  if (invoice.has_reconciliation()) {
    AddDifferences(invoice.reconciliation(), table);
  }
  return absl::StrCat(
      sheet.Render(view.terminal), "\n", table.Render(view.terminal),
      invoice.lines_left_out() > 0
          ? absl::StrCat(invoice.lines_left_out(), " lines more did not fit.\n")
          : "");
}

}  // namespace

Verb InvoiceShowVerb() {
  Verb verb{
      .noun = "invoice",
      .name = "show",
      .summary =
          "One invoice: amounts, lines, broken rules, and whether it is "
          "right",
      .details =
          "Amounts stand as the document writes them. Held against what was "
          "charged and agreed as by `invoice reconcile`.",
      .examples = {"regisseur invoice show 2026-0417",
                   "regisseur invoice show 2026-0417 --provider cloudnine -o "
                   "json"},
      .parameters = {{.name = "NUMBER",
                      .field = "number",
                      .help = "The invoice's number",
                      .required = true},
                     ProviderOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "lines"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::InvoiceService>(&pb::InvoiceService::Stub::GetInvoice,
                                         verb.parameters);
  return verb;
}

}  // namespace regisseur
