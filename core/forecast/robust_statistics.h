#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace regisseur {

// The middle value, the mean of both middle ones of an even number. Requires at
// least one.
double Median(std::vector<double> values);

// The `share` quantile: the smallest value that at least that share of the
// values does not pass. Requires at least one.
double Quantile(std::vector<double> values, double share);

// A line through points that ignores outliers (Theil 1950, Sen 1968): the
// median of the slopes of all pairs, and the median of what is left.
struct RobustLine {
  double slope = 0;
  double intercept = 0;

  double At(double x) const { return intercept + slope * x; }
};
// Of points with x all different; none for fewer than two.
std::optional<RobustLine> FitRobustLine(
    const std::vector<std::pair<double, double>>& points);

}  // namespace regisseur
