#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/contract/price_component.h"
#include "core/money/decimal.h"

namespace regisseur {

// How much to commit to, by use that was seen. All amounts are exact sums over
// the periods of `used`. OUT_OF_RANGE when a number cannot be held.

// `level` units are paid for each period at `discount_percent` less, used or
// not, and what is used beyond them at the price.
absl::StatusOr<Decimal> CostReserved(absl::Span<const Decimal> used,
                                     const Decimal& level, const Decimal& price,
                                     const Decimal& discount_percent);

// At least `minimum` is paid each period, and for that everything that is used
// costs `discount_percent` less. `used` is money.
absl::StatusOr<Decimal> CostAtMinimum(absl::Span<const Decimal> used,
                                      const Decimal& minimum,
                                      const Decimal& discount_percent);

// A bundle of `hours` a month at the bundle's price for each hour; what is left
// over is carried as the form says, what is beyond is overage.
absl::StatusOr<Decimal> CostOfBundle(absl::Span<const Decimal> used,
                                     const Decimal& hours,
                                     const HourBundlePrice& form);

// A level and what it comes to.
struct CommitmentLevel {
  Decimal level;
  Decimal cost;
};
// The cheapest level, of several the lowest. The cost of a reservation is
// linear between quantities that were used, so that nothing or one of those is
// best; a bundle is taken in whole hours up to the most that a month used.
absl::StatusOr<CommitmentLevel> FindBestReserved(
    absl::Span<const Decimal> used, const Decimal& price,
    const Decimal& discount_percent);
absl::StatusOr<CommitmentLevel> FindBestBundle(absl::Span<const Decimal> used,
                                               const HourBundlePrice& form);

}  // namespace regisseur
