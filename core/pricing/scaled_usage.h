#pragma once

#include "absl/status/statusor.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

// The same usage with every quantity times a factor. OUT_OF_RANGE when a number
// cannot be held.
absl::StatusOr<PricedUsage> ScaledUsage(const PricedUsage& usage,
                                        const Decimal& factor);

}  // namespace regisseur
