#include "core/pricing/whole_periods.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/money/exact_sum.h"

namespace regisseur {
namespace {

// Components whose months carry hours or units, and shares of those.
std::set<std::string> Carried(const std::vector<PriceComponent>& pricing) {
  std::set<std::string> carried;
  for (const PriceComponent& component : pricing) {
    if (std::holds_alternative<HourBundlePrice>(component.form) ||
        std::holds_alternative<PrepaidPrice>(component.form)) {
      carried.insert(component.component);
    }
  }
  for (const PriceComponent& component : pricing) {
    if (std::holds_alternative<MinimumCommitment>(component.form)) continue;
    const std::vector<std::string>& of = ComponentsOf(component.form);
    if (std::any_of(of.begin(), of.end(), [&](const std::string& each) {
          return carried.contains(each);
        })) {
      carried.insert(component.component);
    }
  }
  return carried;
}

}  // namespace

PricePeriod LongestPeriod(const PriceComponent& component) {
  if (const auto* fixed = std::get_if<FixedPrice>(&component.form)) {
    return fixed->per;
  }
  if (const auto* least = std::get_if<MinimumCommitment>(&component.form)) {
    return least->per;
  }
  if (!component.meter.has_value()) return PricePeriod::kMonth;
  if (component.meter->take == MeterTake::kPeakToDate &&
      component.meter->period != PricePeriod::kTerm) {
    return PricePeriod::kContractYear;
  }
  return component.meter->period;
}

absl::CivilMonth FirstOfCutPeriods(const Contract& contract,
                                   absl::CivilMonth from) {
  const ContractPeriods periods(contract.term);
  absl::CivilMonth first = from;
  for (const PriceComponent& component : contract.pricing) {
    first = std::min(first, periods.Of(LongestPeriod(component), from).first);
  }
  return first;
}

absl::StatusOr<std::vector<MonthPrice>> PriceWholePeriods(
    const Contract& contract, const PricedUsage& usage, absl::CivilMonth begin,
    absl::CivilMonth from, absl::CivilMonth to) {
  ASSIGN_OR_RETURN(std::vector<MonthPrice> months,
                   PriceContract(contract, usage, from, to));
  if (begin >= from) return months;
  ASSIGN_OR_RETURN(const std::vector<MonthPrice> followed,
                   PriceContract(contract, usage, begin, to));
  for (size_t i = 0; i < months.size(); ++i) {
    MonthPrice& month = months[i];
    const MonthPrice& whole = followed[i + (from - begin)];
    const std::set<std::string> carried =
        Carried(contract.PricingIn(month.month));
    ExactSum sum;
    bool complete = true;
    for (size_t j = 0; j < month.components.size(); ++j) {
      ComponentPrice& price = month.components[j];
      if (!carried.contains(price.component)) price = whole.components[j];
      complete = complete && price.amount.has_value();
      if (complete) RETURN_IF_ERROR(sum.Add(*price.amount));
    }
    month.exact.reset();
    month.total.reset();
    if (!complete) continue;
    ASSIGN_OR_RETURN(month.exact, sum.ToDecimal());
    month.total = month.exact->RoundedHalfAwayFromZero(
        MinorUnitDigits(contract.currency));
  }
  return months;
}

}  // namespace regisseur
