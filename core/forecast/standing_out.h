#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/money/decimal.h"

namespace regisseur {

// From when a value stands out of those before it.
struct StandingOutLimits {
  // Differences below it are no news.
  Decimal floor = Decimal(100, 0);
  // Robust deviations from the median: 0.6745 · |x − median| / MAD (Iglewicz
  // and Hoaglin 1993, who advise 3.5).
  Decimal threshold = Decimal(35, 1);
};

// A value that stands out.
struct StandingOut {
  Decimal usual;       // the median of the values before
  Decimal difference;  // value less usual
  // Robust deviations, one decimal; absent where the values before were all
  // but the same, so that any difference is beyond measure.
  std::optional<Decimal> deviations;
};

// Holds `value` against the values before it, at least one; none when it does
// not stand out. OUT_OF_RANGE when a number cannot be held.
absl::StatusOr<std::optional<StandingOut>> FindStandingOut(
    const Decimal& value, absl::Span<const Decimal> before,
    const StandingOutLimits& limits);

}  // namespace regisseur
