#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "core/contract/contract.h"
#include "core/contract/contract_register.h"
#include "core/money/decimal.h"
#include "core/room/extra_order.h"

namespace regisseur {

// Hours that were ordered beyond what the contract itself buys: lots of a
// prepaid component, hours of a bundle.
struct HourOrder {
  absl::CivilDay day;
  Decimal quantity;
};

// What orders in force added to a component of a contract: lots, or hours.
std::vector<HourOrder> HourOrdersOf(absl::Span<const ExtraOrder> orders,
                                    const std::string& contract,
                                    const std::string& component);

// Hours that count: an owner of ours accepted them, or charges tell them.
struct HourUse {
  absl::CivilDay day;
  Decimal hours;
  std::string factor;  // of the contract; empty for none
  bool by_charges = false;
};

// A lot as it stands.
struct HourLot {
  absl::CivilDay bought_on;
  absl::CivilDay last_day;
  Decimal bought;
  Decimal used;
  Decimal left;  // or lapsed
  Decimal left_amount;
  bool lapsed = false;
};

// What is left of an hour bundle or of prepaid lots (USERS U15). Counted in
// minutes and told in hours, to twelve decimals where they are no exact number.
// Amounts are what was paid for the hours, rounded half away from zero to the
// currency.
struct HourBalance {
  Decimal bought;
  Decimal used;  // from lots; factors and steps applied
  Decimal by_charges;
  Decimal left;
  Decimal left_amount;
  Decimal lapsed;
  Decimal lapsed_amount;
  Decimal beyond;  // used beyond every lot
  // What `beyond` costs; absent for prepaid lots: they have no price for it.
  std::optional<Decimal> beyond_amount;
  std::vector<HourLot> lots;  // the oldest first
  // Uses with a factor that the contract has not; in nothing above.
  std::vector<HourUse> refused;

  // The lots that lapse next, as one; absent when nothing is left.
  std::optional<HourLot> NextLapse() const;
};

// True for the forms that hours are drawn from.
bool HasHours(const PriceComponent& component);

// What an earlier version of a contract agreed for the component, from its
// first month on.
struct HourTerms {
  absl::CivilMonth from;
  const PriceComponent* component = nullptr;
};

// Those of a component before `version`, by VersionOfMonth, the earliest first;
// versions that have it not, or in another form, agreed nothing that counts.
std::vector<HourTerms> EarlierTerms(const ContractRegister& contracts,
                                    const Contract& version,
                                    const PriceComponent& component);

// How `component` of `contract` stands at the end of `on`. A bundle buys its
// hours on the first of each month of the term, usable until the end of that
// month + carry_over; a prepaid component has a lot for each day of its
// `ordered` and each order. What was bought, and used beyond a bundle, in
// months of an `earlier` version counts by what was agreed then. Required:
// HasHours(component). OUT_OF_RANGE when a number cannot be held.
absl::StatusOr<HourBalance> ComputeHourBalance(
    const Contract& contract, const PriceComponent& component,
    std::vector<HourOrder> orders, std::vector<HourUse> uses, absl::CivilDay on,
    const std::vector<HourTerms>& earlier = {});

// Hours as people write them: `2.5`, `2,5` or `2:30`, above zero. Minutes that
// are no exact number of hours are rounded to twelve decimals; MinutesOf tells
// them exactly. INVALID_ARGUMENT.
absl::StatusOr<Decimal> ParseHours(const std::string& text);

// As ParseHours reads them: `2:30`, and `2.501` where there are parts of a
// minute.
std::string FormatHours(const Decimal& hours);

}  // namespace regisseur
