#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "core/contract/contract.h"
#include "core/pricing/usage_meter.h"

namespace regisseur {

// What is known about the usage that a contract is priced by.
struct PricedUsage {
  // By component and month. A delivered month without a quantity is zero, but
  // for tickets and stated quantities, which charges tell nothing of.
  std::map<std::string, std::map<absl::CivilMonth, Decimal>> quantities;
  // Months for which the provider delivered a billing period. A metered
  // component has no price in another month: a gap.
  std::set<absl::CivilMonth> delivered;
  // Components that cannot be priced (mixed units): a gap in every month.
  std::set<std::string> refused;
};

// What a component costs in a month.
struct ComponentPrice {
  std::string component;
  std::optional<Decimal> quantity;  // of the form's period; absent without
  std::optional<Decimal> amount;    // exact; absent: usage is missing
  // Hours of a bundle or prepaid units that are there for later months; absent
  // for other forms, and where use is not known.
  std::optional<Decimal> left;
  // A part of a later amount that belongs to this month already: the true-up
  // that falls at the end of the meter's period.
  std::optional<Decimal> accrued;
  // What the true-up would be if the rest of the period went on as so far.
  std::optional<Decimal> estimated_true_up;
};

// What a contract costs in a month.
struct MonthPrice {
  absl::CivilMonth month;
  std::vector<ComponentPrice> components;  // in the order of the contract
  // Exact sum, and rounded half away from zero to the currency's minor unit;
  // absent when a component's is.
  std::optional<Decimal> exact;
  std::optional<Decimal> total;

  // Absent when there is no such component or it has no amount.
  std::optional<Decimal> AmountOf(absl::string_view component) const;
};

// Prices the months from `from` up to and including `to` (DESIGN 6.2,
// DECISIONS 18, USERS U15). What is carried from month to month begins at
// `from`. A commitment or fixed amount of a period that `from` cuts off counts
// with the share of its months from there on; an amount of a period falls in
// its last month, with `in_advance` in its first.
//
// Prices are those of Contract::PricingIn each month, less the largest discount
// by term that is reached; shares (percentage, bonus and malus) are of what is
// left then, and floors look at all of it.
//
// A contract without a term (a form file) has contract years that are calendar
// years. OUT_OF_RANGE when a number cannot be held. Required: pricing that
// CheckPricing accepts.
absl::StatusOr<std::vector<MonthPrice>> PriceContract(const Contract& contract,
                                                      const PricedUsage& usage,
                                                      absl::CivilMonth from,
                                                      absl::CivilMonth to);

}  // namespace regisseur
