#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/money/decimal.h"

namespace regisseur {

// The parts of `total` by `weights`, none of them negative and not all zero,
// with `scale` decimals each, cut off; the last decimals that are left go to
// those whose cut-off rest is largest, the first of equal ones. Their sum is
// `total`, which must have at most `scale` decimals.
absl::StatusOr<std::vector<Decimal>> DivideKeepingSum(
    const Decimal& total, absl::Span<const Decimal> weights, int scale);

// `parts` rounded to `digits` decimals so that their sum is that of the parts,
// rounded half away from zero once (largest remainder).
absl::StatusOr<std::vector<Decimal>> RoundKeepingSum(
    absl::Span<const Decimal> parts, int digits);

}  // namespace regisseur
