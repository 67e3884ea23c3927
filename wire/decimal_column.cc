#include "wire/decimal_column.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "absl/strings/str_cat.h"

namespace regisseur {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

// The scale at which the most values fit in 64 bits without loss; the largest
// up to `written` among equals.
int BestScale(int rows,
              absl::FunctionRef<const std::optional<Decimal>&(int)> value,
              int written) {
  std::array<int64_t, Decimal::kMaxScale + 2> border{};
  for (int row = 0; row < rows; ++row) {
    const std::optional<Decimal>& decimal = value(row);
    if (!decimal) continue;
    const Decimal normal = decimal->Normalized();
    const __int128 c = normal.coefficient();
    __int128 size = c < 0 ? -c : c;
    if (size > kMax) continue;
    int highest = normal.scale();
    while (highest < written && size * 10 <= kMax) {
      size *= 10;
      ++highest;
    }
    ++border[normal.scale()];
    --border[highest + 1];
  }
  int best = 0;
  int64_t best_count = -1, count = 0;
  for (int scale = 0; scale <= written; ++scale) {
    count += border[scale];
    if (count >= best_count) {
      best = scale;
      best_count = count;
    }
  }
  return best;
}

bool FitsInt64(Int128 value) {
  return value >= std::numeric_limits<int64_t>::min() &&
         value <= std::numeric_limits<int64_t>::max();
}

absl::Status Bad(absl::string_view what, int64_t row) {
  return absl::InvalidArgumentError(absl::StrCat(what, " (row ", row, ")"));
}

}  // namespace

void DecimalColumnToWire(
    int rows, absl::FunctionRef<const std::optional<Decimal>&(int)> value,
    adapter::v1::DecimalColumn& wire) {
  int written = 0;
  bool any = false;
  for (int row = 0; row < rows; ++row) {
    const std::optional<Decimal>& decimal = value(row);
    if (!decimal) continue;
    any = true;
    written = std::max(written, decimal->scale());
  }
  if (!any) return;

  // Nearly always everything fits at the largest scale; only where it does not
  // the others are worth a look.
  const auto fill = [&](int scale, bool may_fail) {
    wire.Clear();
    wire.set_scale(scale);
    auto& coefficients = *wire.mutable_coefficients();
    coefficients.Reserve(rows);
    for (int row = 0; row < rows; ++row) {
      const std::optional<Decimal>& decimal = value(row);
      if (!decimal) {
        wire.add_null_rows(row);
        coefficients.AddAlreadyReserved(0);
        continue;
      }
      if (decimal->scale() == scale && FitsInt64(decimal->coefficient())) {
        coefficients.AddAlreadyReserved(
            static_cast<int64_t>(decimal->coefficient()));
        continue;
      }
      const std::optional<int64_t> coefficient = decimal->CoefficientAt(scale);
      if (!coefficient) {
        if (may_fail) return false;
        auto* exception = wire.add_exceptions();
        exception->set_row(row);
        exception->set_text(decimal->ToString());
      }
      coefficients.AddAlreadyReserved(coefficient.value_or(0));
    }
    return true;
  };
  if (!fill(written, /*may_fail=*/true)) {
    fill(BestScale(rows, value, written), /*may_fail=*/false);
  }
}

absl::Status DecimalColumnFromWire(
    const adapter::v1::DecimalColumn& wire, int rows,
    absl::FunctionRef<std::optional<Decimal>&(int)> value) {
  if (wire.coefficients_size() != rows) {
    return absl::InvalidArgumentError(absl::StrCat(
        "it has ", wire.coefficients_size(), " values for ", rows, " rows"));
  }
  const int scale = wire.scale();
  if (scale < 0 || scale > Decimal::kMaxScale) {
    return absl::InvalidArgumentError(
        absl::StrCat("scale ", scale, " is not between 0 and 28"));
  }
  const int64_t* const coefficients = wire.coefficients().data();
  for (int row = 0; row < rows; ++row) {
    value(row) = Decimal(coefficients[row], scale);
  }
  int32_t last = -1;
  for (const int32_t row : wire.null_rows()) {
    if (row <= last || row >= rows) {
      return Bad("null_rows are not ascending or out of range", row);
    }
    last = row;
    value(row).reset();
  }
  last = -1;
  for (const auto& exception : wire.exceptions()) {
    const int32_t row = exception.row();
    if (row <= last || row >= rows) {
      return Bad("exceptions are not ascending or out of range", row);
    }
    last = row;
    if (!value(row)) return Bad("it is null and has an exception", row);
    absl::StatusOr<Decimal> decimal = Decimal::Parse(exception.text());
    if (!decimal.ok()) return Bad(decimal.status().message(), row);
    value(row) = *decimal;
  }
  return absl::OkStatus();
}

}  // namespace regisseur
