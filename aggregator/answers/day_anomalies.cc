#include "aggregator/answers/day_anomalies.h"

#include <algorithm>
#include <utility>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int kComparedDays = 28;
constexpr size_t kLeastDays = 14;
// A day of a zone in which clocks change may be as long.
constexpr absl::Duration kLongestDay = absl::Hours(25);

Decimal Absolute(const Decimal& value) {
  return value.IsNegative() ? value.Negated() : value;
}

Decimal CostOf(const std::map<absl::CivilDay, Decimal>& days,
               absl::CivilDay day) {
  const auto found = days.find(day);
  return found == days.end() ? Decimal() : found->second;
}

}  // namespace

DayAnomalies::DayAnomalies(const StandingOutLimits& limits,
                           absl::CivilDay first, absl::CivilDay end,
                           absl::Time data_until)
    : limits_(limits),
      first_(first),
      end_(end),
      not_whole_(absl::ToCivilDay(data_until, absl::UTCTimeZone())) {}

std::optional<DayAnomalies::Key> DayAnomalies::KeyOf(const ChargeLine& line) {
  const Charge& charge = line.charge;
  const auto text = [&](ChargeText column) -> const std::string& {
    return (*line.dictionary)[charge.text(column)];
  };
  if (charge.charge_period_end - charge.charge_period_start > kLongestDay ||
      text(ChargeText::kChargeCategory) == "Tax") {
    return std::nullopt;
  }
  return Key(text(ChargeText::kServiceName), text(ChargeText::kBillingCurrency),
             absl::ToCivilDay(charge.charge_period_start, absl::UTCTimeZone()));
}

absl::Status DayAnomalies::Add(const ChargeLine& line) {
  const std::optional<Key> key = KeyOf(line);
  if (!key.has_value()) return absl::OkStatus();
  const auto& [service, currency, day] = *key;
  Decimal& sum = services_[{service, currency}][day];
  ASSIGN_OR_RETURN(
      sum,
      Decimal::Add(
          sum,
          line.charge.amount(ChargeAmount::kBilledCost).value_or(Decimal())));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<CostAnomaly>> DayAnomalies::Find(
    const std::string& provider) const {
  std::vector<CostAnomaly> anomalies;
  for (const auto& [of, days] : services_) {
    for (absl::CivilDay day = std::max(first_, days.begin()->first);
         day < end_ && day <= not_whole_; ++day) {
      ASSIGN_OR_RETURN(std::optional<CostAnomaly> found, LookAt(days, day));
      if (!found.has_value()) continue;
      found->provider = provider;
      std::tie(found->service, found->currency) = of;
      anomalies.push_back(*std::move(found));
    }
  }
  std::stable_sort(anomalies.begin(), anomalies.end(),
                   [](const CostAnomaly& a, const CostAnomaly& b) {
                     return Absolute(a.difference) > Absolute(b.difference);
                   });
  return anomalies;
}

absl::StatusOr<std::optional<CostAnomaly>> DayAnomalies::LookAt(
    const Days& days, absl::CivilDay day) const {
  std::vector<Decimal> before;
  for (int back = 1; back <= kComparedDays; ++back) {
    if (day - back < days.begin()->first) break;
    before.push_back(CostOf(days, day - back));
  }
  if (before.size() < kLeastDays) return std::optional<CostAnomaly>();
  CostAnomaly anomaly;
  anomaly.amount = CostOf(days, day);
  ASSIGN_OR_RETURN(const std::optional<StandingOut> found,
                   FindStandingOut(anomaly.amount, before, limits_));
  if (!found.has_value()) return std::optional<CostAnomaly>();
  anomaly.to_date = day >= not_whole_;
  anomaly.kind =
      found->difference.IsNegative() ? AnomalyKind::kLow : AnomalyKind::kHigh;
  if (anomaly.to_date && anomaly.kind == AnomalyKind::kLow) {
    return std::optional<CostAnomaly>();
  }
  // What comes with the day of the week is none: a weekend without work.
  ASSIGN_OR_RETURN(const Decimal off,
                   Decimal::Subtract(anomaly.amount, CostOf(days, day - 7)));
  ASSIGN_OR_RETURN(const Decimal tenth,
                   Decimal::Multiply(Absolute(anomaly.amount), Decimal(1, 1)));
  if (day - 7 >= days.begin()->first &&
      Absolute(off) <= std::max(tenth, limits_.floor) &&
      Absolute(off) < Absolute(found->difference)) {
    ASSIGN_OR_RETURN(const Decimal unusual,
                     Decimal::Subtract(CostOf(days, day - 7), found->usual));
    // An ordinary day a week before excuses nothing.
    if (Absolute(unusual) >= Absolute(off)) {
      return std::optional<CostAnomaly>();
    }
  }
  anomaly.month = absl::CivilMonth(day);
  anomaly.day = day;
  anomaly.usual = found->usual;
  anomaly.difference = found->difference;
  anomaly.deviations = found->deviations;
  anomaly.compared_months = static_cast<int>(before.size());
  return std::optional<CostAnomaly>(std::move(anomaly));
}

}  // namespace regisseur
