#include "core/pricing/break_even.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "core/base/status_macros.h"
#include "core/money/exact_sum.h"
#include "core/pricing/scaled_usage.h"
#include "core/pricing/stated_quantities.h"
#include "core/pricing/whole_periods.h"

namespace regisseur {
namespace {

constexpr int kFactorScale = 4;
constexpr int64_t kOne = 10'000;
constexpr int64_t kMost = 10 * kOne;
constexpr int64_t kStep = kOne / 50;

// Prices the months with every quantity times a factor, and tells how far the
// total is from an amount.
class ScaledCost {
 public:
  ScaledCost(const Contract& form, const PricedUsage& usage,
             absl::CivilMonth begin, absl::CivilMonth from, absl::CivilMonth to,
             const Decimal& actual)
      : form_(form),
        usage_(usage),
        begin_(begin),
        from_(from),
        to_(to),
        actual_(actual) {}

  // Exact total - actual at factor / kOne; nullopt when a month has no price.
  absl::StatusOr<std::optional<Decimal>> DistanceAt(int64_t factor) const {
    ASSIGN_OR_RETURN(const PricedUsage scaled,
                     ScaledUsage(usage_, Decimal(factor, kFactorScale)));
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> months,
                     PriceWholePeriods(form_, scaled, begin_, from_, to_));
    ExactSum sum;
    for (const MonthPrice& month : months) {
      if (!month.exact.has_value()) return std::optional<Decimal>();
      RETURN_IF_ERROR(sum.Add(*month.exact));
    }
    ASSIGN_OR_RETURN(const Decimal total, sum.ToDecimal());
    ASSIGN_OR_RETURN(const Decimal distance, Decimal::Subtract(total, actual_));
    return std::optional<Decimal>(distance);
  }

 private:
  const Contract& form_;
  const PricedUsage& usage_;
  const absl::CivilMonth begin_;
  const absl::CivilMonth from_;
  const absl::CivilMonth to_;
  const Decimal actual_;
};

int SignOf(const Decimal& value) {
  return value.IsZero() ? 0 : value.IsNegative() ? -1 : 1;
}

}  // namespace

absl::StatusOr<std::optional<Decimal>> FindBreakEven(
    const Contract& form, const PricedUsage& usage, absl::CivilMonth from,
    absl::CivilMonth to, const Decimal& actual, absl::CivilMonth begin) {
  PricedUsage told = usage;
  AddStatedQuantities(form.pricing, std::min(begin, from), to, told);
  const ScaledCost cost(form, told, begin, from, to, actual);
  std::optional<int64_t> nearest;
  std::optional<Decimal> before;
  for (int64_t factor = 0; factor <= kMost; factor += kStep) {
    ASSIGN_OR_RETURN(const std::optional<Decimal> here,
                     cost.DistanceAt(factor));
    if (!here.has_value()) return std::optional<Decimal>();
    int64_t found = -1;
    if (here->IsZero()) {
      found = factor;
    } else if (before.has_value() && SignOf(*before) * SignOf(*here) < 0) {
      // Halve the step until two neighbouring factors hold the crossing.
      int64_t low = factor - kStep;
      int64_t high = factor;
      Decimal at_low = *before;
      Decimal at_high = *here;
      while (high - low > 1) {
        const int64_t middle = (low + high) / 2;
        ASSIGN_OR_RETURN(const std::optional<Decimal> there,
                         cost.DistanceAt(middle));
        if (!there.has_value()) return std::optional<Decimal>();
        if (SignOf(*there) == SignOf(at_low)) {
          low = middle;
          at_low = *there;
        } else {
          high = middle;
          at_high = *there;
        }
      }
      // A jump of more than the amount's thousandth is no equality.
      ASSIGN_OR_RETURN(const Decimal jump, Decimal::Subtract(at_high, at_low));
      ASSIGN_OR_RETURN(const Decimal thousandth,
                       Decimal::Multiply(actual, Decimal(1, 3)));
      const Decimal size = jump.IsNegative() ? jump.Negated() : jump;
      const bool nearer_high =
          (at_high.IsNegative() ? at_high.Negated() : at_high) <=
          (at_low.IsNegative() ? at_low.Negated() : at_low);
      if (size <= thousandth) found = nearer_high ? high : low;
    }
    if (found >= 0 && (!nearest.has_value() ||
                       std::abs(found - kOne) < std::abs(*nearest - kOne))) {
      nearest = found;
    }
    before = here;
  }
  if (!nearest.has_value()) return std::optional<Decimal>();
  return std::optional<Decimal>(Decimal(*nearest, kFactorScale));
}

}  // namespace regisseur
