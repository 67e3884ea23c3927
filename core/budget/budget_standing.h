#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "core/budget/budget.h"
#include "core/money/decimal.h"

namespace regisseur {

// A month of a budget, in its currency.
struct BudgetMonth {
  absl::CivilMonth month;
  Decimal spent;  // so far as it came, not rounded
  // What is still to be expected of it; absent where that cannot be told. Zero
  // for a month that is over.
  std::optional<Decimal> rest;
};

// How a budget stands.
struct BudgetStanding {
  struct Threshold {
    Decimal share;
    bool on_forecast = false;
    bool passed = false;
  };
  Decimal spent;
  std::optional<Decimal> forecast;  // spent and the rest of every month
  Decimal room;                     // amount less spent
  std::optional<Decimal> room_by_forecast;
  Decimal spent_percent;  // one decimal, cut off
  std::vector<Threshold> thresholds;
  bool exceeded = false;  // spent is more than the amount
  // The day on which the amount is passed, at an even pace within a month: by
  // what was spent, else by the forecast. Absent when it is not.
  std::optional<absl::CivilDay> exceeded_on;
};

// `months` are all months of the budget, ascending; what came of the running
// one came by `reached`, the last day of the data. Sums are rounded once, to
// `digits` decimals. OUT_OF_RANGE when a sum cannot be held.
absl::StatusOr<BudgetStanding> ComputeBudgetStanding(
    const Budget& budget, absl::Span<const BudgetMonth> months,
    absl::CivilDay reached, int digits);

}  // namespace regisseur
