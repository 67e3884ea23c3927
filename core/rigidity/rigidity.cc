#include "core/rigidity/rigidity.h"

#include <algorithm>
#include <variant>

#include "core/base/status_macros.h"
#include "core/money/exact_sum.h"
#include "core/pricing/contract_periods.h"
#include "core/pricing/stated_quantities.h"

namespace regisseur {
namespace {

const Decimal kOne(1, 0);
const Decimal kHundred(100, 0);
constexpr int kShareDecimals = 12;

// a / b within [0, 1]; 1 for what is not below b.
absl::StatusOr<Decimal> ShareOf(const Decimal& a, const Decimal& b) {
  if (a <= Decimal()) return Decimal();
  if (a >= b) return kOne;
  ASSIGN_OR_RETURN(
      const Decimal::Quotient share,
      Decimal::MultiplyDivide(a, kOne, b, {kShareDecimals, kShareDecimals}));
  return share.rounded;
}

struct Bounds {
  Decimal low;
  Decimal high = kOne;
};

absl::StatusOr<Bounds> Known(absl::StatusOr<Decimal> share) {
  RETURN_IF_ERROR(share.status());
  return Bounds{*share, *share};
}

absl::StatusOr<Bounds> ExitShare(const Rigidity& rigidity) {
  if (rigidity.no_exit) return Bounds{kOne, kOne};
  if (!rigidity.days_until_exit.has_value()) return Bounds();
  return Known(ShareOf(Decimal(*rigidity.days_until_exit, 0), Decimal(365, 0)));
}

absl::StatusOr<Bounds> ExitCostShare(const Rigidity& rigidity) {
  if (rigidity.no_exit) return Bounds{kOne, kOne};
  if (!rigidity.exit_cost.has_value()) return Bounds();
  if (rigidity.exit_cost->IsZero()) return Bounds{Decimal(), Decimal()};
  if (!rigidity.cost.has_value() || rigidity.months == 0) return Bounds();
  // The cost of twelve months, at that of those that are known.
  ASSIGN_OR_RETURN(const Decimal of_twelve,
                   Decimal::Multiply(*rigidity.cost, Decimal(12, 0)));
  ASSIGN_OR_RETURN(
      const Decimal leaving,
      Decimal::Multiply(*rigidity.exit_cost, Decimal(rigidity.months, 0)));
  return Known(ShareOf(leaving, of_twelve));
}

absl::StatusOr<Bounds> ChangeShare(const Rigidity& rigidity) {
  Bounds days, surcharge;
  if (rigidity.change_days.has_value()) {
    ASSIGN_OR_RETURN(days, Known(ShareOf(Decimal(*rigidity.change_days, 0),
                                         Decimal(30, 0))));
  }
  if (rigidity.surcharge_percent.has_value()) {
    ASSIGN_OR_RETURN(surcharge,
                     Known(ShareOf(*rigidity.surcharge_percent, kHundred)));
  }
  const auto half = [](const Decimal& a,
                       const Decimal& b) -> absl::StatusOr<Decimal> {
    ASSIGN_OR_RETURN(const Decimal sum, Decimal::Add(a, b));
    return Decimal::Multiply(sum, Decimal(5, 1));
  };
  Bounds both;
  ASSIGN_OR_RETURN(both.low, half(days.low, surcharge.low));
  ASSIGN_OR_RETURN(both.high, half(days.high, surcharge.high));
  return both;
}

Bounds RoomShare(const Rigidity& rigidity) {
  const Decimal with_extras =
      rigidity.extras_available > 0 ? Decimal() : Decimal(5, 1);
  const Decimal without_hours =
      rigidity.extras_available > 0 ? Decimal(5, 1) : kOne;
  if (!rigidity.hours_available.has_value()) {
    return {with_extras, without_hours};
  }
  const Decimal& known =
      rigidity.hours_available->IsZero() ? without_hours : with_extras;
  return {known, known};
}

// Usage as if nothing was counted in [from, to].
absl::Status TakeAwayUse(const Contract& contract, absl::CivilMonth from,
                         absl::CivilMonth to, PricedUsage& usage) {
  const ContractPeriods periods(contract.term);
  for (const PriceComponent& component : contract.pricing) {
    std::map<absl::CivilMonth, Decimal>& months =
        usage.quantities[component.component];
    if (!component.meter.has_value()) {
      // Hours that people told.
      months.erase(months.lower_bound(from), months.upper_bound(to));
      continue;
    }
    const bool grows = component.meter->take == MeterTake::kPeakToDate;
    std::map<absl::CivilMonth, Decimal> before = months;
    for (absl::CivilMonth month = from; month <= to; ++month) {
      Decimal stays;
      // Seats cannot shrink within the year.
      if (grows &&
          periods.Of(PricePeriod::kContractYear, month).first < month) {
        const auto last = before.find(month - 1);
        if (last != before.end()) stays = last->second;
      }
      // What was attained is no use.
      if (std::holds_alternative<BonusMalusPrice>(component.form)) continue;
      months[month] = stays;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Decimal>> SumOf(const Contract& contract,
                                             const PricedUsage& usage,
                                             absl::CivilMonth start,
                                             absl::CivilMonth from,
                                             absl::CivilMonth to) {
  ASSIGN_OR_RETURN(const std::vector<MonthPrice> months,
                   PriceContract(contract, usage, start, to));
  ExactSum sum;
  for (const MonthPrice& month : months) {
    if (month.month < from) continue;
    if (!month.exact.has_value()) return std::optional<Decimal>();
    RETURN_IF_ERROR(sum.Add(*month.exact));
  }
  ASSIGN_OR_RETURN(const Decimal total, sum.ToDecimal());
  return std::optional<Decimal>(total);
}

}  // namespace

absl::Status SetRigidityFigure(Rigidity& rigidity) {
  std::vector<Bounds> parts;
  if (rigidity.fixed_share.has_value()) {
    parts.push_back({*rigidity.fixed_share, *rigidity.fixed_share});
  } else {
    parts.push_back({});
  }
  ASSIGN_OR_RETURN(parts.emplace_back(), ExitShare(rigidity));
  ASSIGN_OR_RETURN(parts.emplace_back(), ExitCostShare(rigidity));
  ASSIGN_OR_RETURN(parts.emplace_back(), ChangeShare(rigidity));
  parts.push_back(RoomShare(rigidity));
  ExactSum low, high;
  for (const Bounds& part : parts) {
    RETURN_IF_ERROR(low.Add(part.low));
    RETURN_IF_ERROR(high.Add(part.high));
  }
  const auto mean = [](const ExactSum& sum) -> absl::StatusOr<Decimal> {
    ASSIGN_OR_RETURN(const Decimal total, sum.ToDecimal());
    ASSIGN_OR_RETURN(const Decimal fifth,
                     Decimal::Multiply(total, Decimal(2, 1)));
    return fifth.RoundedHalfAwayFromZero(3);
  };
  ASSIGN_OR_RETURN(rigidity.figure_at_least, mean(low));
  ASSIGN_OR_RETURN(rigidity.figure_at_most, mean(high));
  return absl::OkStatus();
}

absl::StatusOr<CostOfUse> ComputeCostOfUse(const Contract& contract,
                                           const PricedUsage& usage,
                                           absl::CivilMonth start,
                                           absl::CivilMonth from,
                                           absl::CivilMonth to) {
  CostOfUse cost;
  PricedUsage told = usage;
  AddStatedQuantities(contract.pricing, start, to, told);
  ASSIGN_OR_RETURN(cost.cost, SumOf(contract, told, start, from, to));
  if (!cost.cost.has_value()) return cost;
  RETURN_IF_ERROR(TakeAwayUse(contract, from, to, told));
  ASSIGN_OR_RETURN(cost.without_use, SumOf(contract, told, start, from, to));
  return cost;
}

std::optional<int64_t> ChangeDays(const Contract& contract,
                                  absl::CivilDay from) {
  if (contract.change.lead_time.has_value()) {
    return contract.change.lead_time->AddTo(from) - from;
  }
  std::optional<int64_t> longest;
  for (const Extra& extra : contract.extras) {
    if (extra.lead_time.IsZero()) continue;  // not told
    const int64_t days = extra.lead_time.AddTo(from) - from;
    longest = std::max(longest.value_or(0), days);
  }
  return longest;
}

absl::StatusOr<std::optional<Decimal>> SurchargePercent(
    const Contract& contract) {
  if (contract.change.surcharge_percent.has_value()) {
    return contract.change.surcharge_percent;
  }
  std::optional<Decimal> highest;
  // `more` a unit beyond, `amount` for `units` within: as much above it.
  const auto look = [&](const Decimal& more, const Decimal& amount,
                        const Decimal& units) -> absl::Status {
    if (units.IsZero() || amount <= Decimal()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Decimal beyond, Decimal::Multiply(more, units));
    ASSIGN_OR_RETURN(const Decimal difference,
                     Decimal::Subtract(beyond, amount));
    ASSIGN_OR_RETURN(
        const Decimal::Quotient percent,
        Decimal::MultiplyDivide(difference, kHundred, amount, {2, 2}));
    const Decimal surcharge = std::max(percent.rounded, Decimal());
    if (!highest.has_value() || surcharge > *highest) highest = surcharge;
    return absl::OkStatus();
  };
  for (const PriceComponent& component : contract.pricing) {
    if (const auto* form = std::get_if<HourBundlePrice>(&component.form)) {
      RETURN_IF_ERROR(look(form->overage, form->price, form->hours));
    } else if (const auto* form = std::get_if<BaselinePrice>(&component.form)) {
      RETURN_IF_ERROR(look(form->arc, form->amount, form->units));
    }
  }
  return highest;
}

absl::StatusOr<std::optional<Decimal>> WeighedMean(
    absl::Span<const Weighed> values, int decimals) {
  ExactSum sum, weights;
  for (const Weighed& each : values) {
    ASSIGN_OR_RETURN(const Decimal product,
                     Decimal::Multiply(each.value, each.weight));
    RETURN_IF_ERROR(sum.Add(product));
    RETURN_IF_ERROR(weights.Add(each.weight));
  }
  ASSIGN_OR_RETURN(const Decimal weight, weights.ToDecimal());
  if (weight <= Decimal()) return std::optional<Decimal>();
  ASSIGN_OR_RETURN(const Decimal total, sum.ToDecimal());
  ASSIGN_OR_RETURN(
      const Decimal::Quotient mean,
      Decimal::MultiplyDivide(total, kOne, weight, {decimals, decimals}));
  return std::optional<Decimal>(mean.rounded);
}

}  // namespace regisseur
