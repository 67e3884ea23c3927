#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "core/contract/contract.h"
#include "core/money/decimal.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

// How rigid a contract is, as its five parts over some months. A part that is
// not known is absent.
struct Rigidity {
  int months = 0;
  // What the contract comes to in those months, and would still have come to if
  // nothing had been used in them.
  std::optional<Decimal> cost;
  std::optional<Decimal> cost_without_use;
  // Part 1: the second of the first, 0 to 1.
  std::optional<Decimal> fixed_share;
  // Part 2: days until the next exit. `no_exit`: no notice of ours ends it.
  std::optional<int64_t> days_until_exit;
  bool no_exit = false;
  // Part 3: what leaving at that exit costs.
  std::optional<Decimal> exit_cost;
  // Part 4: how long a change takes, and what it costs beyond the agreed price.
  std::optional<int64_t> change_days;
  std::optional<Decimal> surcharge_percent;
  // Part 5: hours that are paid for and still there, and additional services
  // with a price agreed beforehand.
  std::optional<Decimal> hours_available;
  int extras_available = 0;

  // The figure, 0 to 1, with what is not known at its best and at its worst.
  Decimal figure_at_least;
  Decimal figure_at_most;
  // Known when both are one.
  std::optional<Decimal> figure() const {
    if (figure_at_least == figure_at_most) return figure_at_least;
    return std::nullopt;
  }
};

// Sets the figure from the parts: the mean of five shares, each 0 to 1, three
// decimals, half away from zero:
// 1. the share of cost that does not follow use;
// 2. the days until the exit, of a year (a year and more is 1, as is none);
// 3. what leaving costs, of the cost of twelve months (as much and more is 1);
// 4. the mean of the days that a change takes, of thirty, and of what it costs
//    beyond the agreed price, of a hundred percent;
// 5. 1 without hours and extras, 0.5 with either, 0 with both.
// OUT_OF_RANGE when a number cannot be held.
absl::Status SetRigidityFigure(Rigidity& rigidity);

// What the months [from, to] come to, and would without use in them: nothing
// counted, of seats that grow within the year those that were there before each
// month. Absent where a month has no price. OUT_OF_RANGE as PriceContract.
struct CostOfUse {
  std::optional<Decimal> cost;
  std::optional<Decimal> without_use;
};
absl::StatusOr<CostOfUse> ComputeCostOfUse(const Contract& contract,
                                           const PricedUsage& usage,
                                           absl::CivilMonth start,
                                           absl::CivilMonth from,
                                           absl::CivilMonth to);

// The longest of the lead times and the highest of the surcharges that a
// contract names for more than it agreed: `change`, else extras, and hours
// beyond a bundle or units beyond a band against those within. Absent when it
// names none.
std::optional<int64_t> ChangeDays(const Contract& contract,
                                  absl::CivilDay from);
absl::StatusOr<std::optional<Decimal>> SurchargePercent(
    const Contract& contract);

// The mean of figures by what each weighs, three decimals; absent without
// weight. OUT_OF_RANGE when a number cannot be held.
struct Weighed {
  Decimal value;
  Decimal weight;
};
absl::StatusOr<std::optional<Decimal>> WeighedMean(
    absl::Span<const Weighed> values, int decimals);

}  // namespace regisseur
