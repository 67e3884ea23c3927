#include "core/forecast/standing_out.h"

#include <algorithm>
#include <vector>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Φ⁻¹(0.75): it makes the MAD of a normal distribution its deviation.
constexpr Decimal kNormal(6745, 4);

Decimal Absolute(const Decimal& value) {
  return value.IsNegative() ? value.Negated() : value;
}

absl::StatusOr<Decimal> ExactMedian(std::vector<Decimal> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  ASSIGN_OR_RETURN(const Decimal both,
                   Decimal::Add(values[middle - 1], values[middle]));
  ASSIGN_OR_RETURN(const Decimal half, Decimal::Multiply(both, Decimal(5, 1)));
  return half.Normalized();
}

}  // namespace

absl::StatusOr<std::optional<StandingOut>> FindStandingOut(
    const Decimal& value, absl::Span<const Decimal> before,
    const StandingOutLimits& limits) {
  StandingOut found;
  ASSIGN_OR_RETURN(found.usual, ExactMedian({before.begin(), before.end()}));
  ASSIGN_OR_RETURN(found.difference, Decimal::Subtract(value, found.usual));
  const Decimal distance = Absolute(found.difference);
  if (distance.IsZero() || distance < limits.floor) return std::nullopt;
  std::vector<Decimal> distances;
  for (const Decimal& each : before) {
    ASSIGN_OR_RETURN(const Decimal off, Decimal::Subtract(each, found.usual));
    distances.push_back(Absolute(off));
  }
  ASSIGN_OR_RETURN(const Decimal mad, ExactMedian(std::move(distances)));
  if (mad.IsZero()) return found;
  ASSIGN_OR_RETURN(
      const Decimal::Quotient deviations,
      Decimal::MultiplyDivide(distance, kNormal, mad,
                              {.rounded_scale = 1, .truncated_scale = 6}));
  if (deviations.truncated < limits.threshold) return std::nullopt;
  found.deviations = deviations.rounded;
  return found;
}

}  // namespace regisseur
