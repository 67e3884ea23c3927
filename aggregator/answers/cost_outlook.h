#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/cost_history.h"
#include "core/forecast/series_forecast.h"
#include "core/money/decimal.h"

namespace regisseur {

// What the months ahead of one series will probably cost. Floating, because it
// is an estimate; whoever shows it rounds it once (RoundedEstimate).
class SeriesOutlook {
 public:
  // None when no whole month is known. Up to `until`, which is at or behind the
  // running month.
  static absl::StatusOr<std::optional<SeriesOutlook>> Make(
      const CostSeriesKey& key, const CostSeries& series,
      const KnownMonths& months, absl::CivilMonth running,
      absl::CivilMonth until);

  const CostSeriesKey& key() const { return key_; }
  ForecastMethod method() const { return forecast_.method; }
  // The first and the last month that it is made from, and how many of them
  // are known.
  absl::CivilMonth history_from() const { return first_; }
  absl::CivilMonth history_to() const { return first_ahead_ - 1; }
  int history_months() const { return history_months_; }

  // What is still to come of a month; zero for a whole one.
  double Rest(absl::CivilMonth month) const;
  // Only that part of what is to come of a month is.
  void Scale(absl::CivilMonth month, double factor);
  // The last months, each forecast from those before it.
  const std::map<absl::CivilMonth, BacktestPoint>& backtest() const {
    return backtest_;
  }

 private:
  CostSeriesKey key_;
  SeriesForecast forecast_;
  absl::CivilMonth first_;
  absl::CivilMonth first_ahead_;  // behind the last whole month
  int history_months_ = 0;
  std::map<absl::CivilMonth, double> rest_;
  std::map<absl::CivilMonth, BacktestPoint> backtest_;
};

// A sum of series as one: what it will be, and how wrong that would have been.
class CostOutlook {
 public:
  void Add(const SeriesOutlook& series) { series_.push_back(series); }
  bool empty() const { return series_.empty(); }
  const std::vector<SeriesOutlook>& series() const { return series_; }

  double Rest(absl::CivilMonth month) const;
  // Of the sum: a month of which one series could not be forecast counts with
  // nothing for it, as nobody would have known of it.
  std::optional<ForecastError> Error() const;
  // Half of the interval in which four of five months end, `ahead` months
  // behind the last whole one; absent for fewer than four months of backtest.
  std::optional<double> HalfWidth(int ahead) const;

 private:
  std::vector<SeriesOutlook> series_;
};

// Of the running month other evidence may know a part, of no series that is
// forecast: that part is not to come again.
absl::Status TakeStandInsOff(
    const std::vector<std::pair<CostSeriesKey, const CostSeries*>>& stand_ins,
    absl::CivilMonth running, std::vector<SeriesOutlook>& outlooks);

// Every series of the history that can be forecast.
absl::StatusOr<std::vector<SeriesOutlook>> OutlooksOf(
    const CostHistory& history, absl::CivilMonth running,
    absl::CivilMonth until);

// Units of the converter's currency for one of `currency` by the newest rate,
// for estimates only; none when there is no rate.
absl::StatusOr<std::optional<double>> NewestRate(const CostConverter& converter,
                                                 const std::string& currency);

// An estimate as an amount: rounded to the currency's minor unit.
Decimal RoundedEstimate(double estimate, const std::string& currency);
// With that many decimals.
Decimal RoundedEstimate(double estimate, int digits);

}  // namespace regisseur
