#include "core/pricing/hour_bundle.h"

#include <algorithm>

#include "core/base/status_macros.h"

namespace regisseur {

HourBundle::HourBundle(const HourBundlePrice& form) : form_(form) {
  if (!form_.opening.IsZero()) lots_.push_back({0, form_.opening});
}

absl::StatusOr<HourBundle::Month> HourBundle::Next(const Decimal& q) {
  for (Lot& lot : lots_) ++lot.age;
  lots_.push_back({0, form_.hours});
  Decimal left = q;
  for (Lot& lot : lots_) {
    const Decimal used = std::min(lot.hours, left);
    ASSIGN_OR_RETURN(lot.hours, Decimal::Subtract(lot.hours, used));
    ASSIGN_OR_RETURN(left, Decimal::Subtract(left, used));
  }
  Month month;
  month.overage_hours = left;
  ASSIGN_OR_RETURN(const Decimal overage,
                   Decimal::Multiply(left, form_.overage));
  ASSIGN_OR_RETURN(month.cost, Decimal::Add(form_.price, overage));
  while (!lots_.empty() && lots_.front().age >= form_.carry_over_months) {
    ASSIGN_OR_RETURN(month.lapsed_hours,
                     Decimal::Add(month.lapsed_hours, lots_.front().hours));
    lots_.pop_front();
  }
  for (const Lot& lot : lots_) {
    ASSIGN_OR_RETURN(month.carried_hours,
                     Decimal::Add(month.carried_hours, lot.hours));
  }
  return month;
}

}  // namespace regisseur
