#include "aggregator/answers/invoice_credits.h"

#include <algorithm>
#include <set>

#include "core/base/status_macros.h"
#include "core/money/exact_sum.h"

namespace regisseur {
namespace {

bool NamesInvoice(const Invoice& note, const std::string& number) {
  return std::any_of(
      note.preceding.begin(), note.preceding.end(),
      [&](const PrecedingInvoice& one) { return one.number == number; });
}

}  // namespace

InvoiceCredits::InvoiceCredits(const std::vector<const InvoiceRow*>& rows) {
  std::set<std::pair<InvoiceKind, std::string>> seen;
  for (const InvoiceRow* row : rows) {
    const Invoice& invoice = row->invoice();
    if (!invoice.totals.tax_exclusive.has_value() ||
        !seen.insert({invoice.kind, invoice.number}).second) {
      continue;
    }
    (invoice.kind == InvoiceKind::kCreditNote ? notes_ : invoices_)
        .push_back(&invoice);
  }
}

absl::StatusOr<std::optional<InvoiceCredits::Credited>> InvoiceCredits::Of(
    const Invoice& invoice) const {
  ExactSum sum;
  Credited credited;
  for (const Invoice* note : notes_) {
    if (note->currency != invoice.currency ||
        !NamesInvoice(*note, invoice.number)) {
      continue;
    }
    RETURN_IF_ERROR(sum.Add(*note->totals.tax_exclusive));
    credited.by.push_back(note->number);
  }
  if (credited.by.empty()) return std::optional<Credited>();
  ASSIGN_OR_RETURN(credited.amount, sum.ToDecimal());
  return std::optional<Credited>(std::move(credited));
}

absl::StatusOr<bool> InvoiceCredits::IsAllBack(const Invoice& invoice) const {
  if (invoice.kind != InvoiceKind::kInvoice ||
      !invoice.totals.tax_exclusive.has_value()) {
    return false;
  }
  ASSIGN_OR_RETURN(const std::optional<Credited> credited, Of(invoice));
  return credited.has_value() &&
         *invoice.totals.tax_exclusive <= credited->amount;
}

absl::StatusOr<std::optional<Decimal>> InvoiceCredits::LeftFor(
    const Invoice& note) const {
  ExactSum left;
  bool any = false;
  for (const Invoice* invoice : invoices_) {
    if (invoice->currency != note.currency ||
        !NamesInvoice(note, invoice->number)) {
      continue;
    }
    any = true;
    RETURN_IF_ERROR(left.Add(*invoice->totals.tax_exclusive));
  }
  if (!any) return std::optional<Decimal>();
  for (const Invoice* earlier : notes_) {
    if (earlier->number == note.number) break;
    // What one gave back of other invoices too cannot be told apart.
    if (earlier->currency == note.currency && !earlier->preceding.empty() &&
        std::all_of(earlier->preceding.begin(), earlier->preceding.end(),
                    [&](const PrecedingInvoice& one) {
                      return NamesInvoice(note, one.number);
                    })) {
      RETURN_IF_ERROR(left.Add(earlier->totals.tax_exclusive->Negated()));
    }
  }
  ASSIGN_OR_RETURN(const Decimal rest, left.ToDecimal());
  return std::optional<Decimal>(rest.IsNegative() ? Decimal(0, rest.scale())
                                                  : rest);
}

}  // namespace regisseur
