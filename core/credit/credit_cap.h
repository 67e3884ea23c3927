#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/contract/remedy.h"
#include "core/money/decimal.h"

namespace regisseur {

// What a cap is a share of: the contract's price, all components, over the
// cap's period up to and including the month, and the credits that were granted
// in earlier months of that period.
struct CapBase {
  Decimal price;
  Decimal credited_before;
};

// What the credits of a month may be together under one cap; never negative.
absl::StatusOr<Decimal> ComputeCapLimit(const AtRiskCap& cap,
                                        const CapBase& base);

// The credits of one contract and month, rounded once, half away from zero, to
// `digits` decimals (DECISIONS 17). Where together they are more than `limit`
// (absent: no cap), each is cut in proportion, and what rounding leaves goes to
// the largest, the first of equals, so that the sum is the rounded limit; cents
// too many are taken from the largest, none below zero.
absl::StatusOr<std::vector<Decimal>> CapCredits(
    absl::Span<const Decimal> credits, const std::optional<Decimal>& limit,
    int digits);

}  // namespace regisseur
