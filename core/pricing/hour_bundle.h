#pragma once

#include <deque>

#include "absl/status/statusor.h"
#include "core/contract/price_component.h"
#include "core/money/decimal.h"

namespace regisseur {

// The hours of a bundle from month to month (DECISIONS 18): each month buys
// hours that can be used until the end of that month + carry_over; use draws
// the oldest first, and what is beyond all of them is overage.
class HourBundle {
 public:
  explicit HourBundle(const HourBundlePrice& form);

  // Prices from the next month on; hours that were bought stay.
  void Reprice(const HourBundlePrice& form) { form_ = form; }

  struct Month {
    Decimal cost;
    Decimal overage_hours;
    Decimal carried_hours;  // usable in the next month
    Decimal lapsed_hours;   // not used in time
  };
  // The next month, in which `q` hours are used. OUT_OF_RANGE when a number
  // cannot be held.
  absl::StatusOr<Month> Next(const Decimal& q);

 private:
  struct Lot {
    int age = 0;  // months since it was bought
    Decimal hours;
  };
  HourBundlePrice form_;
  std::deque<Lot> lots_;  // the oldest first
};

}  // namespace regisseur
