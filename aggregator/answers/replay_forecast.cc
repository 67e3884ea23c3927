#include "aggregator/answers/replay_forecast.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "core/base/status_macros.h"
#include "core/forecast/series_forecast.h"
#include "core/money/currency.h"
#include "core/money/exact_sum.h"

namespace regisseur {
namespace {

// Months that tell what a unit costs now.
constexpr int kUnitMonths = 3;

double AsDouble(const Decimal& value) {
  double number = 0;
  // A Decimal is always a number; an estimate needs no more digits.
  if (!absl::SimpleAtod(value.ToString(), &number)) return 0;
  return number;
}

absl::StatusOr<Decimal> AsDecimal(double value, int digits) {
  return Decimal::Parse(absl::StrFormat("%.*f", digits, value));
}

// True when every month ahead has an estimate by what a unit cost.
absl::StatusOr<bool> EstimateByUnit(const PriceComponent* meter,
                                    const PricedUsage& usage,
                                    std::vector<ReplayedMonth>& months,
                                    const std::string& currency) {
  if (meter == nullptr) return false;
  const auto counted = usage.quantities.find(meter->component);
  if (counted == usage.quantities.end()) return false;
  ExactSum paid, used;
  int known = 0;
  bool all = true;
  for (auto month = months.rbegin(); month != months.rend(); ++month) {
    const auto quantity = counted->second.find(month->price.month);
    const bool has = quantity != counted->second.end();
    if (month->estimate) {
      all = all && has;
    } else if (has && month->actual.has_value() && known < kUnitMonths) {
      ++known;
      RETURN_IF_ERROR(paid.Add(*month->actual));
      RETURN_IF_ERROR(used.Add(quantity->second));
    }
  }
  ASSIGN_OR_RETURN(const Decimal units, used.ToDecimal());
  if (!all || units <= Decimal()) return false;
  ASSIGN_OR_RETURN(const Decimal cost, paid.ToDecimal());
  const int digits = MinorUnitDigits(currency);
  for (ReplayedMonth& month : months) {
    if (!month.estimate) continue;
    ASSIGN_OR_RETURN(
        const Decimal::Quotient expected,
        Decimal::MultiplyDivide(counted->second.at(month.price.month), cost,
                                units, {digits, digits}));
    month.actual = expected.rounded;
  }
  return true;
}

}  // namespace

std::vector<std::string> AddEstimatedUsage(
    const Contract& form, absl::CivilMonth from,
    const std::vector<absl::CivilMonth>& ahead, PricedUsage& usage) {
  std::vector<std::string> without;
  if (ahead.empty()) return without;
  const std::set<absl::CivilMonth> delivered = usage.delivered;
  for (const PriceComponent& component : form.pricing) {
    if (!component.meter.has_value() ||
        usage.refused.contains(component.component)) {
      continue;
    }
    std::map<absl::CivilMonth, Decimal>& months =
        usage.quantities[component.component];
    if (std::all_of(ahead.begin(), ahead.end(), [&](absl::CivilMonth month) {
          return months.contains(month);
        })) {
      continue;  // stated
    }
    const bool of_charges = component.meter->count == MeterCount::kQuantity ||
                            component.meter->count == MeterCount::kResources;
    std::optional<absl::CivilMonth> first;
    for (const auto& [month, quantity] : months) {
      if (!first.has_value() && month >= from && month < ahead.front()) {
        first = month;
      }
    }
    for (const absl::CivilMonth month : delivered) {
      if (of_charges && month >= from && month < ahead.front() &&
          (!first.has_value() || month < *first)) {
        first = month;
      }
    }
    std::vector<std::optional<double>> history;
    for (absl::CivilMonth month = first.value_or(ahead.front());
         month < ahead.front(); ++month) {
      const auto known = months.find(month);
      if (known != months.end()) {
        history.push_back(AsDouble(known->second));
      } else if (of_charges && delivered.contains(month)) {
        history.push_back(0);
      } else {
        history.push_back(std::nullopt);
      }
    }
    const std::optional<SeriesForecast> forecast =
        ForecastSeries(history, static_cast<int>(ahead.size()));
    if (!forecast.has_value()) {
      without.push_back(component.component);
      continue;
    }
    for (size_t i = 0; i < ahead.size(); ++i) {
      const absl::StatusOr<Decimal> expected =
          AsDecimal(std::max(0.0, forecast->expected[i]), 6);
      if (expected.ok()) months.try_emplace(ahead[i], expected->Normalized());
    }
  }
  return without;
}

absl::StatusOr<bool> EstimateActual(const PriceComponent* one_meter,
                                    const PricedUsage& usage,
                                    std::vector<ReplayedMonth>& months,
                                    const std::string& currency) {
  ASSIGN_OR_RETURN(const bool by_unit,
                   EstimateByUnit(one_meter, usage, months, currency));
  if (by_unit) return true;
  std::vector<std::optional<double>> history;
  std::vector<ReplayedMonth*> ahead;
  for (ReplayedMonth& month : months) {
    if (month.estimate) {
      ahead.push_back(&month);
    } else if (month.actual.has_value()) {
      history.push_back(AsDouble(*month.actual));
    } else {
      history.push_back(std::nullopt);
    }
  }
  const std::optional<SeriesForecast> forecast =
      ForecastSeries(history, static_cast<int>(ahead.size()));
  if (!forecast.has_value()) return false;
  for (size_t i = 0; i < ahead.size(); ++i) {
    ASSIGN_OR_RETURN(ahead[i]->actual, AsDecimal(forecast->expected[i],
                                                 MinorUnitDigits(currency)));
  }
  return false;
}

}  // namespace regisseur
