#include "aggregator/answers/contract_volume.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/contract_prices.h"
#include "aggregator/answers/cost_history.h"
#include "aggregator/answers/cost_outlook.h"
#include "core/base/status_macros.h"
#include "core/forecast/series_forecast.h"
#include "core/pricing/stated_quantities.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kMostDigits = 6;

const char* MethodWord(ForecastMethod method) {
  switch (method) {
    case ForecastMethod::kFlat:
      return "flat";
    case ForecastMethod::kSeasonal:
      return "seasonal";
    case ForecastMethod::kTrend:
      return "trend";
    case ForecastMethod::kMedian:
      return "median";
    case ForecastMethod::kLastMonth:
      return "last month";
  }
  return "";
}

// The quantities of one component from its first known month on, and behind
// them the forecast.
struct Expected {
  ForecastMethod method = ForecastMethod::kLastMonth;
  int months = 0;  // known
  std::map<absl::CivilMonth, Decimal> ahead;
};

// `known` are the months whose quantity is known; one of them without a
// quantity is zero.
std::optional<Expected> Forecast(
    const std::map<absl::CivilMonth, Decimal>& quantities,
    const std::set<absl::CivilMonth>& known, absl::CivilMonth last) {
  if (known.empty()) return std::nullopt;
  const absl::CivilMonth first = *known.begin();
  const absl::CivilMonth until = *known.rbegin();
  std::vector<std::optional<double>> history;
  Expected expected;
  int digits = 0;
  for (absl::CivilMonth month = first; month <= until; ++month) {
    if (!known.contains(month)) {
      history.emplace_back();
      continue;
    }
    ++expected.months;
    const auto found = quantities.find(month);
    double value = 0;
    if (found != quantities.end()) {
      digits = std::max(digits, found->second.Normalized().scale());
      // The text of a decimal is always a number.
      if (!absl::SimpleAtod(found->second.ToString(), &value)) value = 0;
    }
    history.emplace_back(value);
  }
  const int horizon = static_cast<int>(last - until);
  if (horizon <= 0) return expected;
  const std::optional<SeriesForecast> forecast =
      ForecastSeries(history, horizon);
  if (!forecast.has_value()) return std::nullopt;
  expected.method = forecast->method;
  for (int i = 0; i < horizon; ++i) {
    const Decimal quantity = RoundedEstimate(
        std::max(0.0, forecast->expected[i]), std::min(digits, kMostDigits));
    expected.ahead[until + (i + 1)] = quantity;
  }
  return expected;
}

}  // namespace

absl::StatusOr<ContractVolume> ReadContractVolume(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const Contract& contract,
    absl::CivilMonth last, AsOf as_of, std::vector<Gap>& gaps) {
  ContractVolume volume;
  const absl::CivilMonth start(contract.term.start);
  const absl::CivilMonth running = RunningMonth(known);
  if (start < running) {
    ASSIGN_OR_RETURN(
        volume.usage,
        ReadPricedUsage(context, who, known, contract.provider,
                        contract.pricing, start, running - 1, as_of, gaps));
  }
  AddStatedQuantities(contract.pricing, start, last, volume.usage);
  std::set<absl::CivilMonth> delivered = std::move(volume.usage.delivered);
  std::erase_if(delivered, [&](absl::CivilMonth month) {
    return month < start || month >= running;
  });
  volume.usage.delivered.clear();
  for (absl::CivilMonth month = start; month <= last; ++month) {
    volume.usage.delivered.insert(month);
  }
  for (const PriceComponent& component : contract.pricing) {
    if (!component.meter.has_value()) continue;
    const auto tell = [&](const char* rule,
                          std::map<std::string, std::string> arguments) {
      Gap gap;
      gap.rule = rule;
      gap.arguments = std::move(arguments);
      gap.arguments["component"] = component.component;
      gap.notice = true;
      volume.assumptions.push_back(std::move(gap));
    };
    if (std::holds_alternative<BonusMalusPrice>(component.form)) {
      // Neither a bonus nor a malus is to be expected.
      volume.usage.refused.insert(component.component);
      tell("outlook-no-bonus", {});
      continue;
    }
    std::map<absl::CivilMonth, Decimal>& quantities =
        volume.usage.quantities[component.component];
    std::set<absl::CivilMonth> months = delivered;
    if (component.meter->count == MeterCount::kStated) {
      months.clear();
      for (const auto& [month, quantity] : quantities) months.insert(month);
    }
    std::optional<Expected> expected;
    if (!volume.usage.refused.contains(component.component)) {
      expected = Forecast(quantities, months, last);
    }
    if (!expected.has_value()) {
      volume.usage.refused.erase(component.component);
      quantities.clear();
      volume.unknown.push_back(component.component);
      tell("outlook-volume-unknown", {});
      continue;
    }
    if (!expected->ahead.empty()) {
      const absl::CivilMonth next = expected->ahead.begin()->first;
      const Decimal first = expected->ahead.begin()->second;
      // A month that was not delivered is taken to be like those to come.
      for (absl::CivilMonth month = start; month < next; ++month) {
        if (!months.contains(month)) quantities.try_emplace(month, first);
      }
      tell("outlook-volume",
           {{"method", MethodWord(expected->method)},
            {"months", absl::StrCat(expected->months)},
            {"quantity", first.ToString()},
            {"month", FormatMonth(next)},
            {"last", expected->ahead.rbegin()->second.ToString()},
            {"last_month", FormatMonth(expected->ahead.rbegin()->first)}});
      quantities.insert(expected->ahead.begin(), expected->ahead.end());
    }
  }
  return volume;
}

}  // namespace regisseur
