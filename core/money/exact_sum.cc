#include "core/money/exact_sum.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "core/base/utf8.h"
#include "core/money/wide_integer.h"

namespace regisseur {
namespace {

// high * 2^128 + low, in two's complement.
struct Wide256 {
  UInt128 low = 0;
  Int128 high = 0;
};

// 10^n for the n that two scales can lie apart.
constexpr UInt128 PowerOfTen(int n) {
  UInt128 power = 1;
  for (int i = 0; i < n; ++i) power *= 10;
  return power;
}
constexpr std::array<UInt128, Decimal::kMaxScale + 1> MakePowersOfTen() {
  std::array<UInt128, Decimal::kMaxScale + 1> powers{};
  for (int i = 0; i <= Decimal::kMaxScale; ++i) powers[i] = PowerOfTen(i);
  return powers;
}
constexpr std::array<UInt128, Decimal::kMaxScale + 1> kPowersOfTen =
    MakePowersOfTen();

Wide256 Negate(Wide256 value) {
  value.low = ~value.low + 1;
  const UInt128 high = ~static_cast<UInt128>(value.high) + (value.low == 0);
  value.high = static_cast<Int128>(high);
  return value;
}

// a * b by the halves of each, as on paper.
Wide256 MultiplyMagnitudes(UInt128 a, UInt128 b) {
  const auto a0 = static_cast<uint64_t>(a);
  const auto a1 = static_cast<uint64_t>(a >> 64);
  const auto b0 = static_cast<uint64_t>(b);
  const auto b1 = static_cast<uint64_t>(b >> 64);
  const UInt128 low = static_cast<UInt128>(a0) * b0;
  const UInt128 middle1 = static_cast<UInt128>(a1) * b0;
  const UInt128 middle2 = static_cast<UInt128>(a0) * b1;
  const UInt128 high = static_cast<UInt128>(a1) * b1;
  const UInt128 carry = (low >> 64) + static_cast<uint64_t>(middle1) +
                        static_cast<uint64_t>(middle2);
  Wide256 product;
  product.low = (carry << 64) | static_cast<uint64_t>(low);
  product.high = static_cast<Int128>(high + (middle1 >> 64) + (middle2 >> 64) +
                                     (carry >> 64));
  return product;
}

// coefficient * 10^power. Fits: 127 + 94 bits.
Wide256 ScaleUp(Int128 coefficient, int power) {
  if (power == 0) {
    return {static_cast<UInt128>(coefficient), coefficient < 0 ? -1 : 0};
  }
  const bool negative = coefficient < 0;
  const Wide256 product =
      MultiplyMagnitudes(negative ? -static_cast<UInt128>(coefficient)
                                  : static_cast<UInt128>(coefficient),
                         kPowersOfTen[power]);
  return negative ? Negate(product) : product;
}

// False when the sum does not fit.
bool AddTo(Wide256& sum, const Wide256& value) {
  const UInt128 low = sum.low + value.low;
  Int128 high;
  if (__builtin_add_overflow(sum.high, value.high, &high)) return false;
  if (low < sum.low && __builtin_add_overflow(high, Int128{1}, &high)) {
    return false;
  }
  sum = {low, high};
  return true;
}

Int512 ToInt512(const Wide256& value) {
  Int512 wide = Widen(value.high);
  wide *= Int512(1) << 128;
  wide += Widen(value.low);
  return wide;
}

// False when it does not fit 256 bits; the most negative number is left out.
bool FromInt512(const Int512& value, Wide256* narrow) {
  static const Int512 kLimit = Int512(1) << 255;
  const bool negative = value < 0;
  const Int512 magnitude = negative ? Int512(-value) : value;
  if (magnitude >= kLimit) return false;
  Wide256 result{LowBits(magnitude),
                 static_cast<Int128>(LowBits(magnitude >> 128))};
  *narrow = negative ? Negate(result) : result;
  return true;
}

// False when sum * 10^power does not fit.
bool ScaleUp(Wide256& sum, int power) {
  if (power == 0 || (sum.low == 0 && sum.high == 0)) return true;
  return FromInt512(ToInt512(sum) * WidePowerOfTen(power), &sum);
}

absl::Status TooLarge() {
  return absl::OutOfRangeError(
      "the sum does not fit 256 bits; an amount this large is not money");
}

}  // namespace

absl::Status ExactSum::Add(const Decimal& value) {
  Wide256 sum{low_, high_};
  int scale = scale_;
  if (value.scale() > scale) {
    if (!ScaleUp(sum, value.scale() - scale)) return TooLarge();
    scale = value.scale();
  }
  if (!AddTo(sum, ScaleUp(value.coefficient(), scale - value.scale()))) {
    return TooLarge();
  }
  low_ = sum.low;
  high_ = sum.high;
  scale_ = scale;
  return absl::OkStatus();
}

absl::Status ExactSum::Add(const ExactSum& other) {
  Wide256 sum{low_, high_};
  Wide256 addend{other.low_, other.high_};
  const int scale = std::max(scale_, other.scale_);
  if (!ScaleUp(sum, scale - scale_) || !ScaleUp(addend, scale - other.scale_) ||
      !AddTo(sum, addend)) {
    return TooLarge();
  }
  low_ = sum.low;
  high_ = sum.high;
  scale_ = scale;
  return absl::OkStatus();
}

std::string ExactSum::ToString() const {
  // Nearly every sum fits a Decimal, which is printed much faster.
  const auto narrow = static_cast<Int128>(low_);
  if (high_ == narrow >> 127 && narrow >= -Decimal::kMaxCoefficient) {
    return Decimal(narrow, scale_).ToString();
  }
  const Int512 value = ToInt512({low_, high_});
  const bool negative = value < 0;
  return PlacePoint((negative ? Int512(-value) : value).str(), scale_,
                    negative);
}

std::string ExactSum::ToText(int least_decimals) const {
  std::string text = ToString();
  const size_t point = text.find('.');
  size_t decimals = point == std::string::npos ? 0 : text.size() - point - 1;
  const size_t least = static_cast<size_t>(least_decimals);
  for (; decimals > least && text.back() == '0'; --decimals) text.pop_back();
  if (text.back() == '.') text.pop_back();
  if (decimals == 0 && least > 0) text += '.';
  for (; decimals < least; ++decimals) text += '0';
  return text;
}

absl::StatusOr<Decimal> ExactSum::ToDecimal() const {
  return NarrowToDecimal(ToInt512({low_, high_}), scale_);
}

bool operator==(const ExactSum& a, const ExactSum& b) {
  const int scale = std::max(a.scale_, b.scale_);
  return ToInt512({a.low_, a.high_}) * WidePowerOfTen(scale - a.scale_) ==
         ToInt512({b.low_, b.high_}) * WidePowerOfTen(scale - b.scale_);
}

absl::StatusOr<ExactSum> ExactSum::Parse(absl::string_view text) {
  // No sum has more digits than 256 bits give.
  constexpr size_t kMaxLength = 120;
  const auto refuse = [&] {
    return absl::InvalidArgumentError(absl::StrCat(
        "'", absl::Utf8SafeCHexEscape(RepairUtf8(Utf8Prefix(text, 60))),
        "' is not a sum: it is written as digits with at most one point and a "
        "minus sign in front where it is negative"));
  };
  if (text.size() > kMaxLength) return refuse();
  absl::string_view rest = text;
  const bool negative = !rest.empty() && rest[0] == '-';
  if (negative) rest.remove_prefix(1);
  Int512 digits = 0;
  int scale = 0;
  bool point = false;
  for (size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == '.' && !point && i > 0 && i + 1 < rest.size()) {
      point = true;
    } else if (c >= '0' && c <= '9') {
      digits *= 10;
      digits += c - '0';
      if (point) ++scale;
    } else {
      return refuse();
    }
  }
  if (rest.empty()) return refuse();
  Wide256 value;
  if (scale > Decimal::kMaxScale || !FromInt512(digits, &value)) {
    return TooLarge();
  }
  if (negative) value = Negate(value);
  ExactSum sum;
  sum.low_ = value.low;
  sum.high_ = value.high;
  sum.scale_ = scale;
  return sum;
}

}  // namespace regisseur
