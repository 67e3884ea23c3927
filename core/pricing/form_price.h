#pragma once

#include "absl/status/statusor.h"
#include "core/contract/price_component.h"
#include "core/money/decimal.h"

namespace regisseur {

// What quantity `q` >= 0 of one period costs by a form (DESIGN 6.2, DECISIONS
// 18), exact, never rounded. For q = 0 graduated, volume and package cost
// nothing, flats included.
//
// OUT_OF_RANGE when it cannot be held exactly. Required: a form that
// CheckContract accepts.
absl::StatusOr<Decimal> ComputePrice(const PerUnitPrice& form,
                                     const Decimal& q);
absl::StatusOr<Decimal> ComputePrice(const GraduatedPrice& form,
                                     const Decimal& q);
absl::StatusOr<Decimal> ComputePrice(const VolumePrice& form, const Decimal& q);
absl::StatusOr<Decimal> ComputePrice(const PackagePrice& form,
                                     const Decimal& q);
absl::StatusOr<Decimal> ComputePrice(const BaselinePrice& form,
                                     const Decimal& q);

}  // namespace regisseur
