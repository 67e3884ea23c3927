#pragma once

#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "core/money/decimal.h"
#include "regisseur/adapter/v1/facts.pb.h"

namespace regisseur {

// Writes one column of `rows` values, asked for by row. The scale is the one
// that leaves the fewest values to `exceptions`; of equals the largest that a
// value was written with. A column of nulls only stays empty.
void DecimalColumnToWire(
    int rows, absl::FunctionRef<const std::optional<Decimal>&(int)> value,
    adapter::v1::DecimalColumn& wire);

// Reads one column of `rows` values. INVALID_ARGUMENT when it has another
// length, a scale outside of 0 to 28, or rows that are out of range, not
// ascending or told twice.
absl::Status DecimalColumnFromWire(
    const adapter::v1::DecimalColumn& wire, int rows,
    absl::FunctionRef<std::optional<Decimal>&(int)> value);

}  // namespace regisseur
