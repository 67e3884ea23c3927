#include "services/invoice/invoice_scope.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"

namespace regisseur::invoice {
namespace {

const std::string& SellerKey(const Invoice& invoice) {
  const InvoiceParty& seller = invoice.seller;
  for (const std::string* key :
       {&seller.vat_id, &seller.legal_id.value, &seller.endpoint.value}) {
    if (!key->empty()) return *key;
  }
  return seller.name;
}

std::string AmountText(const std::optional<Decimal>& amount) {
  return amount.has_value() ? amount->Normalized().ToString() : "-";
}

std::string DayText(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? FormatDay(*day) : "-";
}

}  // namespace

std::string ScopeText(const Invoice& invoice, absl::string_view file) {
  const absl::string_view kind = InvoiceKindWord(invoice.kind);
  if (invoice.number.empty()) return absl::StrCat(kind, " file=", file);
  return absl::StrCat(kind, " seller=", SellerKey(invoice),
                      " number=", invoice.number);
}

Delivery DeliveryOf(const Invoice& invoice, absl::string_view file,
                    absl::TimeZone zone) {
  Delivery delivery;
  delivery.scope = ScopeText(invoice, file);
  delivery.completeness = Completeness::kComplete;
  delivery.origin = std::string(file);
  const InvoicePeriod& period = invoice.period;
  if (period.start.has_value() && period.end.has_value() &&
      *period.end >= *period.start) {
    delivery.period_start = absl::FromCivil(*period.start, zone);
    // Both days of an invoicing period belong to it.
    delivery.period_end = absl::FromCivil(*period.end + 1, zone);
  }
  return delivery;
}

std::string ContentText(const Invoice& invoice) {
  const InvoiceTotals& totals = invoice.totals;
  std::string text = absl::StrCat(
      invoice.type_code, "|", DayText(invoice.issue_day), "|",
      DayText(invoice.due_day), "|", DayText(invoice.period.start), "|",
      DayText(invoice.period.end), "|", invoice.currency, "|",
      invoice.seller.name, "|", invoice.buyer.name, "|", invoice.contract, "|",
      invoice.order, "|", invoice.payment.reference);
  for (const std::string& account : invoice.payment.account_ids) {
    absl::StrAppend(&text, "|", account);
  }
  for (const std::optional<Decimal>* amount :
       {&totals.line_net, &totals.allowances, &totals.charges,
        &totals.tax_exclusive, &totals.tax, &totals.tax_in_tax_currency,
        &totals.tax_inclusive, &totals.prepaid, &totals.rounding,
        &totals.payable}) {
    absl::StrAppend(&text, "|", AmountText(*amount));
  }
  for (const InvoiceTaxSubtotal& part : invoice.tax_breakdown) {
    absl::StrAppend(&text, "\n", part.category, "|", AmountText(part.percent),
                    "|", AmountText(part.taxable), "|", AmountText(part.tax));
  }
  for (const InvoiceAllowance& allowance : invoice.allowances) {
    absl::StrAppend(&text, "\n", allowance.is_charge, "|",
                    AmountText(allowance.amount), "|", allowance.reason);
  }
  for (const InvoiceLine& line : invoice.lines) {
    absl::StrAppend(&text, "\n", line.id, "|", line.name, "|",
                    AmountText(line.quantity), "|", line.unit, "|",
                    AmountText(line.net_price), "|",
                    AmountText(line.net_amount), "|",
                    DayText(line.period.start), "|", DayText(line.period.end));
  }
  return text;
}

}  // namespace regisseur::invoice
