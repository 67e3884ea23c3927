#include "core/forecast/series_forecast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/forecast/robust_statistics.h"

namespace regisseur {
namespace {

constexpr size_t kLookBack = 48;
constexpr size_t kBacktestMonths = 12;
constexpr size_t kYear = 12;
constexpr size_t kMedianMonths = 6;
constexpr size_t kTrendMonths = 24;
constexpr size_t kLeastForTrend = 4;
constexpr size_t kFlatMonths = 3;
// Each month ahead goes on with that share of the slope before it.
constexpr double kDamping = 0.9;
// Half of the smallest coin of any currency.
constexpr double kSame = 0.0005;

using Expected = std::optional<std::vector<double>>;

// The last `count` values, the newest first.
std::vector<double> LastValues(MonthSeries history, size_t count) {
  std::vector<double> values;
  for (size_t i = history.size(); i > 0 && values.size() < count; --i) {
    if (history[i - 1].has_value()) values.push_back(*history[i - 1]);
  }
  return values;
}

size_t CountValues(MonthSeries history) {
  return static_cast<size_t>(
      std::count_if(history.begin(), history.end(),
                    [](const auto& value) { return value.has_value(); }));
}

Expected Constant(double value, int horizon) {
  return std::vector<double>(static_cast<size_t>(horizon), value);
}

Expected LastMonth(MonthSeries history, int horizon) {
  const std::vector<double> last = LastValues(history, 1);
  if (last.empty()) return std::nullopt;
  return Constant(last.front(), horizon);
}

Expected Flat(MonthSeries history, int horizon) {
  const std::vector<double> last = LastValues(history, kFlatMonths);
  if (last.size() < kFlatMonths) return std::nullopt;
  for (const double value : last) {
    if (std::abs(value - last.front()) > kSame) return std::nullopt;
  }
  if (std::abs(last.front()) <= kSame) {
    // Nothing for three months may be a bill that comes once a year.
    for (const double value : LastValues(history, kYear)) {
      if (std::abs(value) > kSame) return std::nullopt;
    }
  }
  return Constant(last.front(), horizon);
}

Expected MedianOfMonths(MonthSeries history, int horizon) {
  std::vector<double> last = LastValues(history, kMedianMonths);
  if (last.size() < kFlatMonths) return std::nullopt;
  return Constant(Median(std::move(last)), horizon);
}

Expected Trend(MonthSeries history, int horizon) {
  const size_t first =
      history.size() > kTrendMonths ? history.size() - kTrendMonths : 0;
  std::vector<std::pair<double, double>> points;
  for (size_t i = first; i < history.size(); ++i) {
    if (history[i].has_value()) points.emplace_back(i, *history[i]);
  }
  if (points.size() < kLeastForTrend) return std::nullopt;
  const std::optional<RobustLine> line = FitRobustLine(points);
  std::vector<double> expected;
  double value = line->At(static_cast<double>(history.size() - 1));
  double step = line->slope;
  for (int ahead = 0; ahead < horizon; ++ahead) {
    step *= kDamping;
    value += step;
    expected.push_back(value);
  }
  return expected;
}

Expected Seasonal(MonthSeries history, int horizon) {
  // The slope from the same month of the year only.
  std::vector<double> slopes;
  for (size_t i = kYear; i < history.size(); ++i) {
    if (history[i].has_value() && history[i - kYear].has_value()) {
      slopes.push_back((*history[i] - *history[i - kYear]) / kYear);
    }
  }
  const double slope = slopes.empty() ? 0 : Median(std::move(slopes));
  std::array<std::vector<double>, kYear> of_month;
  for (size_t i = 0; i < history.size(); ++i) {
    if (!history[i].has_value()) continue;
    of_month[i % kYear].push_back(*history[i] - slope * static_cast<double>(i));
  }
  std::vector<double> expected;
  for (int ahead = 0; ahead < horizon; ++ahead) {
    const size_t month = history.size() + static_cast<size_t>(ahead);
    const std::vector<double>& same = of_month[month % kYear];
    if (same.empty()) return std::nullopt;
    expected.push_back(Median(same) + slope * static_cast<double>(month));
  }
  return expected;
}

struct Candidate {
  ForecastMethod method;
  Expected (*fit)(MonthSeries history, int horizon);
};

// The simpler first: it wins where both are as good.
constexpr Candidate kCandidates[] = {{ForecastMethod::kMedian, &MedianOfMonths},
                                     {ForecastMethod::kTrend, &Trend},
                                     {ForecastMethod::kSeasonal, &Seasonal},
                                     {ForecastMethod::kLastMonth, &LastMonth}};

// At least zero where the history was.
void KeepSign(MonthSeries history, std::vector<double>& expected) {
  for (const std::optional<double>& value : history) {
    if (value.has_value() && *value < 0) return;
  }
  for (double& value : expected) value = std::max(value, 0.0);
}

std::vector<BacktestPoint> Backtest(const Candidate& candidate,
                                    MonthSeries history) {
  std::vector<BacktestPoint> points;
  for (size_t i = history.size(); i > 1 && points.size() < kBacktestMonths;
       --i) {
    const size_t month = i - 1;
    if (!history[month].has_value()) continue;
    const MonthSeries before = history.subspan(0, month);
    const Expected naive = LastMonth(before, 1);
    if (!naive.has_value()) break;
    Expected expected = candidate.fit(before, 1);
    if (!expected.has_value()) expected = naive;
    KeepSign(before, *expected);
    points.push_back({.month = month,
                      .actual = *history[month],
                      .forecast = expected->front(),
                      .naive = naive->front()});
  }
  std::reverse(points.begin(), points.end());
  return points;
}

double MeanAbsolute(const std::vector<BacktestPoint>& points) {
  const std::optional<ForecastError> error = MeasureForecastError(points);
  return error.has_value() ? error->mean_absolute : 0;
}

}  // namespace

std::optional<SeriesForecast> ForecastSeries(MonthSeries history, int horizon) {
  const size_t skipped =
      history.size() > kLookBack ? history.size() - kLookBack : 0;
  history.remove_prefix(skipped);
  const size_t known = CountValues(history);
  if (known == 0) return std::nullopt;

  std::optional<SeriesForecast> best;
  const auto consider = [&](const Candidate& candidate) {
    Expected expected = candidate.fit(history, horizon);
    if (!expected.has_value()) return;
    std::vector<BacktestPoint> backtest = Backtest(candidate, history);
    if (best.has_value() &&
        MeanAbsolute(backtest) >= MeanAbsolute(best->backtest)) {
      return;
    }
    KeepSign(history, *expected);
    best = SeriesForecast{.method = candidate.method,
                          .expected = *std::move(expected),
                          .backtest = std::move(backtest)};
  };
  consider({ForecastMethod::kFlat, &Flat});
  if (!best.has_value()) {
    for (const Candidate& candidate : kCandidates) {
      if (candidate.method == ForecastMethod::kSeasonal &&
          known < kSeasonalMonths) {
        continue;
      }
      consider(candidate);
    }
  }
  for (BacktestPoint& point : best->backtest) point.month += skipped;
  return best;
}

}  // namespace regisseur
