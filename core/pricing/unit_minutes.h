#pragma once

#include "absl/status/statusor.h"
#include "core/money/decimal.h"

namespace regisseur {

// Sixtieths of a unit: minutes where the unit is an hour. Twenty minutes are no
// exact number of hours, so hours are counted in minutes and told in hours.

// The minutes of `hours`; hours that were cut off or rounded to twelve decimals
// are the minutes that they came from: 0.333333333333 are 20. OUT_OF_RANGE as
// the other when a number cannot be held.
absl::StatusOr<Decimal> MinutesOf(const Decimal& hours);

// Exact, or rounded half away from zero to twelve decimals.
absl::StatusOr<Decimal> HoursOf(const Decimal& minutes);

}  // namespace regisseur
