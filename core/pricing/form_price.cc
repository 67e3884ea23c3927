#include "core/pricing/form_price.h"

#include <algorithm>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

const Decimal kZero;

absl::StatusOr<Decimal> MultiplyAdd(const Decimal& sum, const Decimal& a,
                                    const Decimal& b) {
  ASSIGN_OR_RETURN(const Decimal product, Decimal::Multiply(a, b));
  return Decimal::Add(sum, product);
}

}  // namespace

absl::StatusOr<Decimal> ComputePrice(const PerUnitPrice& form,
                                     const Decimal& q) {
  return Decimal::Multiply(q, form.price);
}

absl::StatusOr<Decimal> ComputePrice(const GraduatedPrice& form,
                                     const Decimal& q) {
  Decimal cost;
  Decimal low;
  for (const PriceTier& tier : form.tiers) {
    if (q <= low) break;
    const Decimal high = tier.up_to.has_value() ? std::min(q, *tier.up_to) : q;
    ASSIGN_OR_RETURN(const Decimal units, Decimal::Subtract(high, low));
    ASSIGN_OR_RETURN(cost, MultiplyAdd(cost, units, tier.price));
    ASSIGN_OR_RETURN(cost, Decimal::Add(cost, tier.flat));
    low = high;
  }
  return cost;
}

absl::StatusOr<Decimal> ComputePrice(const VolumePrice& form,
                                     const Decimal& q) {
  if (q.IsZero()) return kZero;
  for (const PriceTier& tier : form.tiers) {
    if (tier.up_to.has_value() && q > *tier.up_to) continue;
    return MultiplyAdd(tier.flat, q, tier.price);
  }
  return absl::FailedPreconditionError("the last tier ends");
}

absl::StatusOr<Decimal> ComputePrice(const PackagePrice& form,
                                     const Decimal& q) {
  if (q <= form.free_units) return kZero;
  ASSIGN_OR_RETURN(const Decimal units, Decimal::Subtract(q, form.free_units));
  ASSIGN_OR_RETURN(Decimal packages,
                   Decimal::DivideTruncated(units, form.size, 0));
  ASSIGN_OR_RETURN(const Decimal whole, Decimal::Multiply(packages, form.size));
  if (whole < units) {
    ASSIGN_OR_RETURN(packages, Decimal::Add(packages, Decimal(1, 0)));
  }
  return Decimal::Multiply(packages, form.price);
}

absl::StatusOr<Decimal> ComputePrice(const BaselinePrice& form,
                                     const Decimal& q) {
  // A percent of the units, exactly: units * percent * 0.01.
  ASSIGN_OR_RETURN(const Decimal share,
                   Decimal::Multiply(form.dead_band_percent, Decimal(1, 2)));
  ASSIGN_OR_RETURN(const Decimal band, Decimal::Multiply(form.units, share));
  ASSIGN_OR_RETURN(const Decimal high, Decimal::Add(form.units, band));
  ASSIGN_OR_RETURN(const Decimal low, Decimal::Subtract(form.units, band));
  Decimal cost = form.amount;
  if (q > high) {
    ASSIGN_OR_RETURN(const Decimal more, Decimal::Subtract(q, high));
    ASSIGN_OR_RETURN(cost, MultiplyAdd(cost, more, form.arc));
  } else if (q < low) {
    ASSIGN_OR_RETURN(const Decimal less, Decimal::Subtract(q, low));
    ASSIGN_OR_RETURN(cost, MultiplyAdd(cost, less, form.rrc));
  }
  return std::max(cost, form.floor);
}

}  // namespace regisseur
