#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "core/forecast/forecast_error.h"

namespace regisseur {

// How the months ahead are estimated.
enum class ForecastMethod {
  kFlat = 1,   // the same amount month after month
  kSeasonal,   // a line with a value for each month of the year
  kTrend,      // a line that flattens out
  kMedian,     // the median of the last six months
  kLastMonth,  // the last month again
};

// The months of a series one after another, the last whole one at the end.
// Absent is a month of which nothing is known: neither zero nor a fall.
using MonthSeries = absl::Span<const std::optional<double>>;

// What a series will probably do. Estimates, never money.
struct SeriesForecast {
  ForecastMethod method = ForecastMethod::kLastMonth;
  std::vector<double> expected;  // the months behind the history, in order
  // What the method would have said of the last months with a value, at most
  // twelve, each by the months before it only; of what was before it could say
  // anything the last value. BacktestPoint::month is an index of the history.
  std::vector<BacktestPoint> backtest;
};

// Months of history that a seasonal method needs.
inline constexpr int kSeasonalMonths = 24;

// Forecasts `horizon` months behind `history`. Three equal months at the end
// are a flat fee, twelve where they are nothing; else that method wins whose
// backtest has the smallest mean absolute error, the seasonal one only where 24
// months have a value. Looks back 48 months. A history without negative values
// gives none.
//
// None when no month has a value. Pure.
std::optional<SeriesForecast> ForecastSeries(MonthSeries history, int horizon);

}  // namespace regisseur
