#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/source_freshness.h"

namespace regisseur {

// What one provider costs, net of tax, in the portfolio's currency.
struct ProviderCost {
  std::string currency;
  // Running month; absent when no billing period of it was delivered.
  std::optional<ConvertedSum> month_to_date;
  // The month before; absent when it was not delivered.
  std::optional<ConvertedSum> last_month;
  // A part of it is not in the amount: it could not be converted, or one of
  // several sources did not deliver it.
  bool month_to_date_partial = false;
  bool last_month_partial = false;
  // How far the data of the running month reaches.
  std::optional<absl::Time> month_to_date_until;
  // Charges count for the month; where they do not, the ledger stands in.
  bool month_to_date_by_charges = false;
  bool last_month_by_charges = false;
  bool by_charges = false;
  bool by_invoices = false;
  bool by_ledger = false;
  // What the running month will probably cost; absent where one of its parts
  // has no history or no rate.
  std::optional<Decimal> forecast;
  // The part of its budgets that falls to the running month.
  std::optional<Decimal> budget;

  // Converted at a rate that can still change.
  bool month_to_date_provisional() const {
    return month_to_date.has_value() && month_to_date->provisional();
  }
  bool last_month_provisional() const {
    return last_month.has_value() && last_month->provisional();
  }
};

// The cost of all providers in the running and the last month.
struct PortfolioCost {
  absl::CivilMonth month;  // the running one, UTC
  std::map<std::string, ProviderCost> providers;
  std::vector<Gap> gaps;
};

// By provider, for the running month in the portfolio's currency: `cost
// forecast` and the budgets of the configuration. The empty id is the whole
// portfolio's own budget.
struct MonthAhead {
  std::map<std::string, Decimal> forecasts;
  std::map<std::string, Decimal> budgets;
  std::vector<Gap> gaps;
};
absl::StatusOr<MonthAhead> ReadMonthAhead(const AnswerContext& context,
                                          const Principal& who,
                                          const KnownPortfolio& known,
                                          AsOf as_of);

// Keeps the last one: three years of months need not be read again because a
// page changed. Only of now; by whomever it is asked, it is the same.
// Thread-safe.
class MonthAheadKeeper {
 public:
  absl::StatusOr<std::shared_ptr<const MonthAhead>> Get(
      const AnswerContext& context, const Principal& who,
      const KnownPortfolio& known, const SourceRecords& records, AsOf as_of);

 private:
  // What it was computed from.
  struct Basis {
    std::string in_force;
    std::shared_ptr<const Portfolio> portfolio;
    std::shared_ptr<const ExchangeRates> rates;
    absl::CivilMonth month;
    std::vector<std::pair<std::string, std::optional<absl::Time>>> data_until;
    friend bool operator==(const Basis&, const Basis&) = default;
  };

  absl::Mutex mutex_;
  Basis basis_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const MonthAhead> kept_ ABSL_GUARDED_BY(mutex_);
};

// Reads the kept totals of both months. Providers without any row are not in
// it.
absl::StatusOr<PortfolioCost> ReadPortfolioCost(const AnswerContext& context,
                                                const Principal& who,
                                                const KnownPortfolio& known,
                                                const SourceRecords& records,
                                                AsOf as_of);

}  // namespace regisseur
