#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/money/exact_sum.h"

namespace regisseur {

// Months that forecasts and baselines look back at most.
inline constexpr int kHistoryMonths = 36;

// A series of months: what a partner charges for one service in one currency.
// What is billed for several months at once is a series of its own for each
// month in which it comes: a licence by the year beside support by the quarter.
struct CostSeriesKey {
  std::string provider;  // by today's id
  std::string service;   // ServiceName, as the data names it
  std::string currency;
  int months = 1;  // that a bill is for
  int phase = 0;   // of which of so many months the bill is
  friend bool operator==(const CostSeriesKey&, const CostSeriesKey&) = default;
  friend bool operator<(const CostSeriesKey& a, const CostSeriesKey& b) {
    return std::tie(a.provider, a.service, a.currency, a.months, a.phase) <
           std::tie(b.provider, b.service, b.currency, b.months, b.phase);
  }
};

// What it cost in a month, net of tax.
struct MonthCost {
  // By when it was billed, which the rate of a conversion hangs on.
  std::map<BilledAt, ExactSum> parts;
  // What of it was given back: credits and credit notes, below zero. What is
  // expected of the month comes all the same.
  ExactSum credits;
  // Some of it is usage, which comes day by day; the rest comes at once.
  bool has_usage = false;

  absl::StatusOr<ExactSum> Sum() const;
};
using CostSeries = std::map<absl::CivilMonth, MonthCost>;

// How far the months of a provider are known.
struct KnownMonths {
  // In which a billing period starts, or which one of several months covers
  // where no other is billed: a service that is not in one cost nothing.
  std::set<absl::CivilMonth> delivered;
  // How far its data reach, not beyond the moment; absent when nothing came.
  std::optional<absl::Time> data_until;
  // The last month that is over and whole in the data; absent without one.
  std::optional<absl::CivilMonth> last_whole;
  // Of `delivered`: known by another kind of evidence than the provider's
  // months mostly are. What a service cost in them is not known.
  std::set<absl::CivilMonth> by_other_evidence;
  // Of `delivered`: told by invoices alone, which name no services and have no
  // lines as charges do.
  std::set<absl::CivilMonth> by_invoices;

  // The share of `month` that the data do not reach yet, 0 to 1.
  double ShareAhead(absl::CivilMonth month) const;
};

// What the partners cost month after month, by the evidence that counts (U7);
// months are the UTC months in which billing periods start.
struct CostHistory {
  // By the evidence that most months of a provider are known by. A ledger names
  // no services as charges do, so that a month of it continues none of them.
  std::map<CostSeriesKey, CostSeries> series;
  // Of the months that other evidence stands in for.
  std::map<CostSeriesKey, CostSeries> stand_ins;
  std::map<std::string, KnownMonths> providers;
  // The lines of a part of it were dropped, and what it cost is not in it.
  bool lines_dropped = false;
  // Providers of whom that is so, and why.
  std::map<std::string, std::string> without_lines;

  // The series of `series` whatever a bill is for: what a service cost.
  absl::StatusOr<std::map<CostSeriesKey, CostSeries>> ByService() const;
};

struct CostHistoryScope {
  std::vector<std::string> providers;  // empty: all
  absl::CivilMonth first;
  absl::CivilMonth last;
  // Which lines count; null: all, from kept totals instead of lines.
  std::function<bool(const ChargeLine&)> picks_line = nullptr;
};

absl::StatusOr<CostHistory> ReadCostHistory(const AnswerContext& context,
                                            const Principal& who,
                                            const KnownPortfolio& known,
                                            const CostHistoryScope& scope,
                                            AsOf as_of);

// The running UTC month of an answer.
absl::CivilMonth RunningMonth(const KnownPortfolio& known);

// What the sources of cost of `provider` (empty: all) leave out of billing
// periods that start within `range`.
absl::Status AddHistoryGaps(const AnswerContext& context, const Principal& who,
                            const KnownPortfolio& known,
                            const std::string& provider, TimeRange range,
                            AsOf as_of, std::vector<Gap>& gaps);

}  // namespace regisseur
