#include "services/focus/batch_size.h"

#include <algorithm>
#include <bit>

namespace regisseur::focus {
namespace {

constexpr int64_t kTextHeadBytes = 4;  // tag and length
// Its delivery, its line and four times.
constexpr int64_t kRowBytes = 2 + 5 + 4 * 6;
// An index takes two bytes in a small dictionary.
constexpr int64_t kSmallDictionary = 1 << 14;
// What fits 64 bits whatever its digits are.
constexpr int kMaxDigits = 18;
// An amount as text: its row, tags and lengths, sign, 39 digits and point.
constexpr int64_t kExceptionBytes = 52;

// No fewer than the digits of the number.
int DigitsOf(Int128 coefficient) {
  const auto magnitude = coefficient < 0 ? -static_cast<UInt128>(coefficient)
                                         : static_cast<UInt128>(coefficient);
  const auto high = static_cast<uint64_t>(magnitude >> 64);
  const int bits = high != 0 ? 64 + std::bit_width(high)
                             : std::bit_width(static_cast<uint64_t>(magnitude));
  // log10(2) is less than 0.30103.
  return bits * 30103 / 100000 + 1;
}

}  // namespace

void BatchSize::AddText(int64_t bytes) {
  ++texts_;
  text_bytes_ += bytes + kTextHeadBytes;
}

void BatchSize::AddRow(int texts,
                       absl::Span<const std::optional<Decimal>> amounts) {
  ++rows_;
  text_cells_ += texts;
  for (size_t i = 0; i < amounts.size(); ++i) {
    if (!amounts[i].has_value()) continue;
    Amounts& column = amounts_[i];
    const int scale = amounts[i]->scale();
    column.scale = std::max(column.scale, scale);
    column.whole_digits = std::max(column.whole_digits,
                                   DigitsOf(amounts[i]->coefficient()) - scale);
  }
}

int64_t BatchSize::Bytes(int64_t other_columns) const {
  int64_t row = kRowBytes + kChargeTextCount + other_columns;
  for (const Amounts& column : amounts_) {
    const int digits = column.scale + std::max(column.whole_digits, 0);
    // Seven bits a byte, and one for the sign.
    row += std::min(digits * 10 / 3 + 2, 64) / 7 + 1;
    if (digits > kMaxDigits) row += kExceptionBytes;
  }
  const int64_t more_of_an_index = texts_ < kSmallDictionary ? 1 : 2;
  return text_bytes_ + rows_ * row + text_cells_ * more_of_an_index;
}

}  // namespace regisseur::focus
