#pragma once

#include <cstddef>
#include <optional>

#include "absl/types/span.h"

namespace regisseur {

// A month that was forecast from the months before it only.
struct BacktestPoint {
  size_t month = 0;
  double actual = 0;
  double forecast = 0;
  double naive = 0;  // the last month before it again
};

// How wrong a method was.
struct ForecastError {
  int months = 0;
  double mean_absolute = 0;
  // By the mean absolute error of "the same as last month" over the same
  // months; absent where that was never wrong.
  std::optional<double> relative_to_naive;
  // Mean of |error| / |actual|; absent where a month was zero.
  std::optional<double> mean_percentage;
  // Four of five forecasts were no further off than this; absent for fewer
  // than four.
  std::optional<double> four_of_five_within;
};

// None without a point.
std::optional<ForecastError> MeasureForecastError(
    absl::Span<const BacktestPoint> points);

}  // namespace regisseur
