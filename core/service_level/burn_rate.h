#pragma once

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "core/contract/objective.h"
#include "core/money/decimal.h"
#include "core/service_level/level_calculator.h"

namespace regisseur {

// How fast the error budget burns over a long and a short lookback: 1 uses up
// exactly the budget by the end of the window (Google, The Site Reliability
// Workbook, chapter 5, multiwindow alerts).
struct BurnRate {
  absl::Duration long_lookback;
  absl::Duration short_lookback;
  // Lost share / share that may be lost, six decimals, cut off; absent when
  // nothing agreed was seen.
  std::optional<Decimal> long_rate;
  std::optional<Decimal> short_rate;
  // The rate from which it matters: 2, 5, 10 and 10 % of the budget within the
  // long lookback, for a window of this length (14.4, 6, 3 and 1 for 30 days).
  Decimal threshold;
  bool firing = false;  // both rates are at or above it
};

// The four of 1h/5m, 6h/30m, 1d/2h and 3d/6h that are shorter than the window
// that runs at `now`; none for a target of 100, which has no budget. The
// maintenance allowance is taken within each lookback by itself. Timelines
// should reach back three days.
std::vector<BurnRate> ComputeBurnRates(const Objective& objective,
                                       const ServiceEvidence& evidence,
                                       absl::Time now);

}  // namespace regisseur
