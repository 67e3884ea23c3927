#pragma once

#include <optional>

#include "core/money/decimal.h"

namespace regisseur {

// What becomes of VAT for those who pay it (USERS U7).
struct VatTerms {
  // What of the VAT is recovered, in percent.
  Decimal recoverable_percent;
  // The rate of VAT that is owed here where the seller charges none (reverse
  // charge, category AE); absent: not said.
  std::optional<Decimal> reverse_charge_percent;

  friend bool operator==(const VatTerms&, const VatTerms&) = default;
};

}  // namespace regisseur
