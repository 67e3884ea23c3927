#include "core/forecast/forecast_error.h"

#include <cmath>
#include <vector>

#include "core/forecast/robust_statistics.h"

namespace regisseur {
namespace {

constexpr size_t kLeastForInterval = 4;
constexpr double kFourOfFive = 0.8;
// Below that an error is one of the floating arithmetic.
constexpr double kNothing = 1e-6;

}  // namespace

std::optional<ForecastError> MeasureForecastError(
    absl::Span<const BacktestPoint> points) {
  if (points.empty()) return std::nullopt;
  double naive = 0;
  double share = 0;
  bool has_zero = false;
  std::vector<double> errors;
  ForecastError error;
  for (const BacktestPoint& point : points) {
    errors.push_back(std::abs(point.actual - point.forecast));
    error.mean_absolute += errors.back();
    naive += std::abs(point.actual - point.naive);
    if (std::abs(point.actual) < kNothing) {
      has_zero = true;
    } else {
      share += errors.back() / std::abs(point.actual);
    }
  }
  const double count = static_cast<double>(points.size());
  error.months = static_cast<int>(points.size());
  if (naive > kNothing) error.relative_to_naive = error.mean_absolute / naive;
  error.mean_absolute /= count;
  if (!has_zero) error.mean_percentage = share / count;
  if (points.size() >= kLeastForInterval) {
    error.four_of_five_within = Quantile(std::move(errors), kFourOfFive);
  }
  return error;
}

}  // namespace regisseur
