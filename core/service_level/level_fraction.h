#pragma once

#include <optional>

#include "core/money/decimal.h"

namespace regisseur {

// A share of time as two whole numbers, never rounded: part / whole, with whole
// > 0 and both below 10^21.
struct LevelFraction {
  Int128 part = 0;
  Int128 whole = 1;

  // In percent with `decimals`, cut off, so that a breach never reads as kept.
  Decimal Percent(int decimals = 6) const;
  // In percent, rounded half away from zero.
  Decimal RoundedPercent(int decimals) const;
  // -1, 0, 1 against `percent`, exactly. Required: 0 <= percent <= 100 with at
  // most eight decimals.
  int CompareToPercent(const Decimal& percent) const;

  friend bool operator==(const LevelFraction&, const LevelFraction&) = default;
};

}  // namespace regisseur
