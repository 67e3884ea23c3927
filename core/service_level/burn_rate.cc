#include "core/service_level/burn_rate.h"

#include <variant>

namespace regisseur {
namespace {

struct Practice {
  absl::Duration long_lookback;
  absl::Duration short_lookback;
  int budget_percent;
};

// Budget lost within `lookback` as a multiple of what may be lost.
std::optional<Decimal> RateOver(const Objective& objective,
                                const ServiceEvidence& evidence, absl::Time now,
                                absl::Duration lookback) {
  const TimeRange range{now - lookback, now};
  const ServiceLevel level =
      LevelCalculator(objective, range, now).Compute(evidence, false);
  if (!level.attained.has_value()) return std::nullopt;
  const Decimal lost(level.attained->whole - level.attained->part, 0);
  // lost / whole / (1 - target / 100) = lost * 100 / (whole * (100 - target)).
  const auto may = Decimal::Subtract(Decimal(100, 0), level.target);
  if (!may.ok()) return std::nullopt;
  const auto whole = Decimal::Multiply(Decimal(level.attained->whole, 0), *may);
  if (!whole.ok()) return std::nullopt;
  const auto rate =
      Decimal::MultiplyDivide(lost, Decimal(100, 0), *whole, {6, 6});
  if (!rate.ok()) return std::nullopt;
  return rate->truncated;
}

}  // namespace

std::vector<BurnRate> ComputeBurnRates(const Objective& objective,
                                       const ServiceEvidence& evidence,
                                       absl::Time now) {
  const Practice kPractice[] = {
      {absl::Hours(1), absl::Minutes(5), 2},
      {absl::Hours(6), absl::Minutes(30), 5},
      {absl::Hours(24), absl::Hours(2), 10},
      {absl::Hours(72), absl::Hours(6), 10},
  };
  std::vector<BurnRate> rates;
  if (std::get<AvailabilityTerms>(objective.terms).target >= Decimal(100, 0)) {
    return rates;
  }
  const TimeRange window = WindowContaining(objective.window, now);
  const absl::Duration length = window.to - window.from;
  for (const Practice& practice : kPractice) {
    if (practice.long_lookback >= length) continue;
    BurnRate rate;
    rate.long_lookback = practice.long_lookback;
    rate.short_lookback = practice.short_lookback;
    rate.long_rate = RateOver(objective, evidence, now, practice.long_lookback);
    rate.short_rate =
        RateOver(objective, evidence, now, practice.short_lookback);
    const auto threshold = Decimal::MultiplyDivide(
        Decimal(practice.budget_percent, 2),
        Decimal(absl::ToInt64Seconds(length), 0),
        Decimal(absl::ToInt64Seconds(practice.long_lookback), 0), {6, 6});
    if (threshold.ok()) rate.threshold = threshold->rounded;
    rate.firing = rate.long_rate.has_value() && rate.short_rate.has_value() &&
                  *rate.long_rate >= rate.threshold &&
                  *rate.short_rate >= rate.threshold;
    rates.push_back(rate);
  }
  return rates;
}

}  // namespace regisseur
