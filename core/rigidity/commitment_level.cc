#include "core/rigidity/commitment_level.h"

#include <algorithm>

#include "core/base/status_macros.h"
#include "core/money/exact_sum.h"
#include "core/pricing/hour_bundle.h"

namespace regisseur {
namespace {

const Decimal kHundred(100, 0);

absl::StatusOr<Decimal> Discounted(const Decimal& amount,
                                   const Decimal& percent) {
  ASSIGN_OR_RETURN(const Decimal left, Decimal::Subtract(kHundred, percent));
  ASSIGN_OR_RETURN(const Decimal product, Decimal::Multiply(amount, left));
  return Decimal::Multiply(product, Decimal(1, 2));
}

}  // namespace

absl::StatusOr<Decimal> CostReserved(absl::Span<const Decimal> used,
                                     const Decimal& level, const Decimal& price,
                                     const Decimal& discount_percent) {
  ASSIGN_OR_RETURN(const Decimal reserved, Decimal::Multiply(level, price));
  ASSIGN_OR_RETURN(const Decimal paid, Discounted(reserved, discount_percent));
  ExactSum sum;
  for (const Decimal& q : used) {
    RETURN_IF_ERROR(sum.Add(paid));
    if (q <= level) continue;
    ASSIGN_OR_RETURN(const Decimal beyond, Decimal::Subtract(q, level));
    ASSIGN_OR_RETURN(const Decimal at_price, Decimal::Multiply(beyond, price));
    RETURN_IF_ERROR(sum.Add(at_price));
  }
  return sum.ToDecimal();
}

absl::StatusOr<Decimal> CostAtMinimum(absl::Span<const Decimal> used,
                                      const Decimal& minimum,
                                      const Decimal& discount_percent) {
  ExactSum sum;
  for (const Decimal& cost : used) {
    ASSIGN_OR_RETURN(const Decimal less, Discounted(cost, discount_percent));
    RETURN_IF_ERROR(sum.Add(std::max(less, minimum)));
  }
  return sum.ToDecimal();
}

absl::StatusOr<Decimal> CostOfBundle(absl::Span<const Decimal> used,
                                     const Decimal& hours,
                                     const HourBundlePrice& form) {
  HourBundlePrice sized = form;
  sized.hours = hours;
  ASSIGN_OR_RETURN(
      const Decimal::Quotient price,
      Decimal::MultiplyDivide(form.price, hours, form.hours, {12, 12}));
  sized.price = price.rounded;
  HourBundle bundle(sized);
  ExactSum sum;
  for (const Decimal& q : used) {
    ASSIGN_OR_RETURN(const HourBundle::Month month, bundle.Next(q));
    RETURN_IF_ERROR(sum.Add(month.cost));
  }
  return sum.ToDecimal();
}

absl::StatusOr<CommitmentLevel> FindBestReserved(
    absl::Span<const Decimal> used, const Decimal& price,
    const Decimal& discount_percent) {
  CommitmentLevel best;
  ASSIGN_OR_RETURN(best.cost,
                   CostReserved(used, best.level, price, discount_percent));
  std::vector<Decimal> levels(used.begin(), used.end());
  std::sort(levels.begin(), levels.end());
  for (const Decimal& level : levels) {
    ASSIGN_OR_RETURN(const Decimal cost,
                     CostReserved(used, level, price, discount_percent));
    if (cost < best.cost) best = {level, cost};
  }
  return best;
}

// What a bundle costs is convex in its hours: what cannot be drawn falls less
// and less with each one more. So the best one is found by halving.
absl::StatusOr<CommitmentLevel> FindBestBundle(absl::Span<const Decimal> used,
                                               const HourBundlePrice& form) {
  constexpr int kDigits = 6;  // less is what prices were rounded by
  Decimal most;
  for (const Decimal& q : used) most = std::max(most, q);
  Int128 low = 0;
  Int128 high = most.Truncated(0).coefficient() + 1;
  while (low < high) {
    const Int128 middle = low + (high - low) / 2;
    ASSIGN_OR_RETURN(const Decimal cost,
                     CostOfBundle(used, Decimal(middle, 0), form));
    ASSIGN_OR_RETURN(const Decimal more,
                     CostOfBundle(used, Decimal(middle + 1, 0), form));
    if (more.RoundedHalfAwayFromZero(kDigits) <
        cost.RoundedHalfAwayFromZero(kDigits)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  CommitmentLevel best{.level = Decimal(low, 0)};
  ASSIGN_OR_RETURN(best.cost, CostOfBundle(used, best.level, form));
  return best;
}

}  // namespace regisseur
