#include "core/invoice/burden.h"

#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/money/exact_sum.h"

namespace regisseur {

absl::StatusOr<std::optional<Decimal>> ComputeBurden(const Invoice& invoice,
                                                     const VatTerms& terms) {
  if (!invoice.totals.tax_exclusive.has_value()) return std::nullopt;
  ExactSum tax;
  if (invoice.totals.tax.has_value()) {
    RETURN_IF_ERROR(tax.Add(*invoice.totals.tax));
  }
  for (const InvoiceTaxSubtotal& subtotal : invoice.tax_breakdown) {
    if (subtotal.category != "AE" || !subtotal.taxable.has_value()) continue;
    if (!terms.reverse_charge_percent.has_value()) return std::nullopt;
    ASSIGN_OR_RETURN(
        const Decimal owed,
        Decimal::Multiply(*subtotal.taxable, *terms.reverse_charge_percent));
    ASSIGN_OR_RETURN(const Decimal hundredth,
                     Decimal::Multiply(owed, Decimal(1, 2)));
    RETURN_IF_ERROR(tax.Add(hundredth));
  }
  ASSIGN_OR_RETURN(const Decimal all, tax.ToDecimal());
  ASSIGN_OR_RETURN(
      const Decimal kept_percent,
      Decimal::Subtract(Decimal(100, 0), terms.recoverable_percent));
  ASSIGN_OR_RETURN(const Decimal kept, Decimal::Multiply(all, kept_percent));
  ASSIGN_OR_RETURN(const Decimal kept_tax,
                   Decimal::Multiply(kept, Decimal(1, 2)));
  ASSIGN_OR_RETURN(const Decimal burden,
                   Decimal::Add(*invoice.totals.tax_exclusive, kept_tax));
  return SignedAsCost(invoice.kind, burden.RoundedHalfAwayFromZero(
                                        MinorUnitDigits(invoice.currency)));
}

}  // namespace regisseur
