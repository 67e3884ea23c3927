#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "core/invoice/invoice.h"
#include "core/reconciliation/reconcile_invoice.h"

namespace regisseur {

// How much of each item of an expectation an invoice asks for, in their order:
// never more than the item's amount, and nothing of what has none. Lines go to
// items as in CompareInvoice.
absl::StatusOr<std::vector<Decimal>> InvoicedOfItems(
    const Invoice& invoice, const Expectation& expectation);

}  // namespace regisseur
