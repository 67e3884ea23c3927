#include "services/simulator/decimal_text.h"

namespace regisseur::simulator {
namespace {

std::string Text(int64_t units, int scale, char point) {
  const bool negative = units < 0;
  // Negated as unsigned, so that the smallest number has a magnitude too.
  uint64_t left = static_cast<uint64_t>(units);
  if (negative) left = 0 - left;
  std::string digits = std::to_string(left);
  const auto wanted = static_cast<size_t>(scale);
  if (digits.size() <= wanted) {
    digits.insert(0, wanted + 1 - digits.size(), '0');
  }
  if (scale > 0) digits.insert(digits.size() - wanted, 1, point);
  if (negative) digits.insert(0, 1, '-');
  return digits;
}

}  // namespace

std::string DecimalText(int64_t units, int scale) {
  return Text(units, scale, '.');
}

std::string DutchDecimalText(int64_t units, int scale) {
  return Text(units, scale, ',');
}

int64_t DivideRounded(int64_t numerator, int64_t denominator) {
  const int64_t half = denominator / 2 + denominator % 2;
  const int64_t quotient = numerator / denominator;
  const int64_t rest = numerator % denominator;
  if (rest >= half) return quotient + 1;
  if (-rest >= half) return quotient - 1;
  return quotient;
}

}  // namespace regisseur::simulator
