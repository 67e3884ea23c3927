#include "core/money/wide_integer.h"

#include "absl/strings/str_cat.h"

namespace regisseur {

std::string PlacePoint(std::string digits, int scale, bool negative) {
  const auto decimals = static_cast<size_t>(scale);
  if (digits.size() <= decimals) {
    digits.insert(0, decimals + 1 - digits.size(), '0');
  }
  if (decimals > 0) digits.insert(digits.size() - decimals, 1, '.');
  if (negative) digits.insert(0, 1, '-');
  return digits;
}

absl::StatusOr<Decimal> NarrowToDecimal(Int512 value, int scale) {
  static const Int512 kMax = Widen(Decimal::kMaxCoefficient);
  const bool negative = value < 0;
  Int512 magnitude = negative ? Int512(-value) : value;
  while (scale > Decimal::kMaxScale || magnitude > kMax) {
    if (scale == 0 || magnitude % 10 != 0) {
      return absl::OutOfRangeError(absl::StrCat(
          "the result ", PlacePoint(magnitude.str(), scale, negative),
          " cannot be held exactly: a decimal has at most ", Decimal::kMaxScale,
          " decimals and about 38 digits"));
    }
    magnitude /= 10;
    --scale;
  }
  const auto coefficient = static_cast<Int128>(LowBits(magnitude));
  return Decimal(negative ? -coefficient : coefficient, scale);
}

}  // namespace regisseur
