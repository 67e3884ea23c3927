#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "core/invoice/invoice.h"
#include "core/money/decimal.h"
#include "core/money/vat_terms.h"

namespace regisseur {

// What an invoice costs in the end (USERS U7): its net amount (BT-109), and of
// the VAT (BT-110) and of the VAT that is owed here instead of by the seller
// (category AE) what is not recovered. Signed as cost, rounded once to the
// currency's minor unit. Absent when the invoice does not say its net amount,
// or is reverse-charged and the terms do not say at which rate. OUT_OF_RANGE
// when it cannot be held.
absl::StatusOr<std::optional<Decimal>> ComputeBurden(const Invoice& invoice,
                                                     const VatTerms& terms);

}  // namespace regisseur
