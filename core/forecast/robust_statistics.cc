#include "core/forecast/robust_statistics.h"

#include <algorithm>
#include <cmath>

namespace regisseur {

double Median(std::vector<double> values) {
  const size_t middle = values.size() / 2;
  std::nth_element(values.begin(), values.begin() + middle, values.end());
  const double upper = values[middle];
  if (values.size() % 2 == 1) return upper;
  const double lower =
      *std::max_element(values.begin(), values.begin() + middle);
  return lower + (upper - lower) / 2;
}

double Quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double position =
      std::ceil(share * static_cast<double>(values.size()) - 1e-9);
  const size_t index = position < 1 ? 0 : static_cast<size_t>(position) - 1;
  return values[std::min(index, values.size() - 1)];
}

std::optional<RobustLine> FitRobustLine(
    const std::vector<std::pair<double, double>>& points) {
  if (points.size() < 2) return std::nullopt;
  std::vector<double> slopes;
  slopes.reserve(points.size() * (points.size() - 1) / 2);
  for (size_t i = 0; i < points.size(); ++i) {
    for (size_t j = i + 1; j < points.size(); ++j) {
      slopes.push_back((points[j].second - points[i].second) /
                       (points[j].first - points[i].first));
    }
  }
  RobustLine line;
  line.slope = Median(std::move(slopes));
  std::vector<double> rest;
  rest.reserve(points.size());
  for (const auto& [x, y] : points) rest.push_back(y - line.slope * x);
  line.intercept = Median(std::move(rest));
  return line;
}

}  // namespace regisseur
