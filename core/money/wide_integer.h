#pragma once

#include <string>

#include "boost/multiprecision/cpp_int.hpp"
#include "core/money/decimal.h"

namespace regisseur {

// Integers wide enough that no step of this folder's arithmetic overflows. Only
// for .cc files: the header behind it is heavy.
using Int512 = boost::multiprecision::int512_t;

inline Int512 Widen(UInt128 value) {
  Int512 wide = static_cast<uint64_t>(value >> 64);
  wide <<= 64;
  wide |= static_cast<uint64_t>(value);
  return wide;
}

inline Int512 Widen(Int128 value) {
  return value < 0 ? Int512(-Widen(-static_cast<UInt128>(value)))
                   : Widen(static_cast<UInt128>(value));
}

// 10^n. Requires 0 <= n <= 150.
inline Int512 WidePowerOfTen(int n) {
  return boost::multiprecision::pow(Int512(10), static_cast<unsigned>(n));
}

// The low 128 bits of a value that is not negative.
inline UInt128 LowBits(const Int512& value) {
  static const Int512 kMask64 = (Int512(1) << 64) - 1;
  const auto low = static_cast<uint64_t>(value & kMask64);
  const auto high = static_cast<uint64_t>((value >> 64) & kMask64);
  return (static_cast<UInt128>(high) << 64) | low;
}

// `digits` (without sign) with a point before the last `scale` digits.
std::string PlacePoint(std::string digits, int scale, bool negative);

// value * 10^-scale as a Decimal, leaving out zeros at the end where that makes
// it fit. OUT_OF_RANGE when it cannot be held exactly.
absl::StatusOr<Decimal> NarrowToDecimal(Int512 value, int scale);

}  // namespace regisseur
