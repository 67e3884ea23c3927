#include "core/pricing/scaled_usage.h"

#include "core/base/status_macros.h"

namespace regisseur {

absl::StatusOr<PricedUsage> ScaledUsage(const PricedUsage& usage,
                                        const Decimal& factor) {
  PricedUsage scaled = usage;
  for (auto& [component, months] : scaled.quantities) {
    for (auto& [month, quantity] : months) {
      ASSIGN_OR_RETURN(quantity, Decimal::Multiply(quantity, factor));
    }
  }
  return scaled;
}

}  // namespace regisseur
