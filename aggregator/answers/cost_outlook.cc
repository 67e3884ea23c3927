#include "aggregator/answers/cost_outlook.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"

namespace regisseur {
namespace {

double ToDouble(const ExactSum& sum) {
  double value = 0;
  // The text of a sum is always a number.
  return absl::SimpleAtod(sum.ToString(), &value) ? value : 0;
}

absl::StatusOr<double> CostOf(const CostSeries& series,
                              absl::CivilMonth month) {
  const auto found = series.find(month);
  if (found == series.end()) return 0.0;
  ASSIGN_OR_RETURN(const ExactSum sum, found->second.Sum());
  return ToDouble(sum);
}

// Nothing but what was given back, which does not come again.
bool IsCreditOnly(const CostSeries& series) {
  return std::all_of(series.begin(), series.end(), [](const auto& of) {
    const absl::StatusOr<ExactSum> sum = of.second.Sum();
    return !of.second.credits.IsZero() && sum.ok() && *sum == of.second.credits;
  });
}

// A bill for several months that is late, and no longer one that comes no more.
constexpr int kAwaitedMonths = 3;

}  // namespace

absl::StatusOr<std::optional<SeriesOutlook>> SeriesOutlook::Make(
    const CostSeriesKey& key, const CostSeries& series,
    const KnownMonths& months, absl::CivilMonth running,
    absl::CivilMonth until) {
  if (!months.last_whole.has_value() || series.empty() ||
      series.begin()->first > *months.last_whole) {
    return std::nullopt;
  }
  SeriesOutlook outlook;
  outlook.key_ = key;
  outlook.first_ = series.begin()->first;
  outlook.first_ahead_ = *months.last_whole + 1;
  // What is billed by the quarter or year goes on by the quarter or year.
  const int step = key.months;
  std::vector<std::optional<double>> history;
  absl::CivilMonth m = outlook.first_;
  for (; m < outlook.first_ahead_; m += step) {
    if (step > 1 && !series.contains(m) &&
        m + std::min(step, kAwaitedMonths) > running) {
      break;  // it is still to come
    }
    if (!months.delivered.contains(m) || months.by_other_evidence.contains(m)) {
      history.emplace_back();
      continue;
    }
    ASSIGN_OR_RETURN(const double cost, CostOf(series, m));
    history.emplace_back(cost);
    ++outlook.history_months_;
  }
  const int horizon = std::max(1, static_cast<int>((until - m) / step) + 1);
  std::optional<SeriesForecast> forecast = ForecastSeries(history, horizon);
  if (!forecast.has_value()) return std::nullopt;
  outlook.forecast_ = *std::move(forecast);
  for (const BacktestPoint& point : outlook.forecast_.backtest) {
    outlook.backtest_[outlook.first_ + step * static_cast<int>(point.month)] =
        point;
  }
  const bool never_again = IsCreditOnly(series);
  absl::CivilMonth month = m;
  for (const double expected : outlook.forecast_.expected) {
    ASSIGN_OR_RETURN(double to_date, CostOf(series, month));
    const auto came = series.find(month);
    // What was given back does not come again.
    if (came != series.end()) to_date -= ToDouble(came->second.credits);
    // Usage comes day by day, anything else at once.
    const bool by_day = came != series.end() && came->second.has_usage;
    const bool is_late = step > 1 && month < running && came == series.end();
    // What is late comes in the running month.
    outlook.rest_[is_late ? running : month] =
        never_again || (months.ShareAhead(month) == 0 && !is_late) ||
                (months.by_other_evidence.contains(month) && month < running)
            ? 0
        : by_day && outlook.forecast_.method != ForecastMethod::kFlat
            ? months.ShareAhead(month) * expected
            : std::max(expected - to_date, 0.0);
    month += step;
  }
  return outlook;
}

double SeriesOutlook::Rest(absl::CivilMonth month) const {
  const auto found = rest_.find(month);
  return found == rest_.end() ? 0 : found->second;
}

double CostOutlook::Rest(absl::CivilMonth month) const {
  double rest = 0;
  for (const SeriesOutlook& each : series_) rest += each.Rest(month);
  return rest;
}

std::optional<ForecastError> CostOutlook::Error() const {
  std::map<absl::CivilMonth, BacktestPoint> sums;
  for (const SeriesOutlook& each : series_) {
    for (const auto& [month, point] : each.backtest()) {
      BacktestPoint& sum = sums[month];
      sum.actual += point.actual;
      sum.forecast += point.forecast;
      sum.naive += point.naive;
    }
  }
  // The first month of a series, which nobody could forecast.
  for (const SeriesOutlook& each : series_) {
    if (each.backtest().empty()) continue;
    const auto first = each.backtest().begin();
    const auto sum = sums.find(first->first - 1);
    if (sum == sums.end() || first->first - 1 != each.history_from()) continue;
    sum->second.actual += first->second.naive;
  }
  std::vector<BacktestPoint> points;
  for (const auto& [month, point] : sums) points.push_back(point);
  if (points.size() > 12) {
    points.erase(points.begin(), points.end() - 12);
  }
  return MeasureForecastError(points);
}

std::optional<double> CostOutlook::HalfWidth(int ahead) const {
  const std::optional<ForecastError> error = Error();
  if (!error.has_value() || !error->four_of_five_within.has_value()) {
    return std::nullopt;
  }
  return *error->four_of_five_within * std::sqrt(std::max(ahead, 1));
}

void SeriesOutlook::Scale(absl::CivilMonth month, double factor) {
  const auto found = rest_.find(month);
  if (found != rest_.end()) found->second *= factor;
}

absl::Status TakeStandInsOff(
    const std::vector<std::pair<CostSeriesKey, const CostSeries*>>& stand_ins,
    absl::CivilMonth running, std::vector<SeriesOutlook>& outlooks) {
  using Of = std::pair<std::string, std::string>;  // provider and currency
  std::map<Of, double> came, ahead;
  for (const auto& [key, series] : stand_ins) {
    ASSIGN_OR_RETURN(const double cost, CostOf(*series, running));
    came[{key.provider, key.currency}] += cost;
  }
  for (const SeriesOutlook& each : outlooks) {
    ahead[{each.key().provider, each.key().currency}] += each.Rest(running);
  }
  for (SeriesOutlook& each : outlooks) {
    const Of of{each.key().provider, each.key().currency};
    const auto known = came.find(of);
    if (known == came.end() || known->second <= 0 || ahead[of] <= 0) continue;
    each.Scale(running, std::max(1 - known->second / ahead[of], 0.0));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<SeriesOutlook>> OutlooksOf(
    const CostHistory& history, absl::CivilMonth running,
    absl::CivilMonth until) {
  std::vector<SeriesOutlook> outlooks;
  for (const auto& [key, series] : history.series) {
    const auto months = history.providers.find(key.provider);
    if (months == history.providers.end()) continue;
    ASSIGN_OR_RETURN(
        std::optional<SeriesOutlook> outlook,
        SeriesOutlook::Make(key, series, months->second, running, until));
    if (outlook.has_value()) outlooks.push_back(*std::move(outlook));
  }
  return outlooks;
}

absl::StatusOr<std::optional<double>> NewestRate(const CostConverter& converter,
                                                 const std::string& currency) {
  if (currency == converter.currency()) return 1.0;
  // Of a large amount, so that the rate has digits enough.
  constexpr int kMillion = 1000000;
  ExactSum amount;
  RETURN_IF_ERROR(amount.Add(Decimal(kMillion, 0)));
  ConvertedSum converted;
  const absl::Status added =
      converter.AddTo(converted, amount, currency, converter.Ahead());
  if (absl::IsNotFound(added)) return std::optional<double>();
  RETURN_IF_ERROR(added);
  ASSIGN_OR_RETURN(const Decimal unrounded, converted.Unrounded());
  double rate = 0;
  if (!absl::SimpleAtod(unrounded.ToString(), &rate)) {
    return absl::InternalError("a decimal is no number");
  }
  return rate / kMillion;
}

Decimal RoundedEstimate(double estimate, int digits) {
  const absl::StatusOr<Decimal> amount =
      Decimal::Parse(absl::StrFormat("%.*f", digits, estimate));
  return amount.ok() ? *amount : Decimal();
}

Decimal RoundedEstimate(double estimate, const std::string& currency) {
  return RoundedEstimate(estimate, MinorUnitDigits(currency));
}

}  // namespace regisseur
