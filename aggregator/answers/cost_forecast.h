#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/cost_outlook.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

struct CostForecastQuestion {
  std::string provider;  // empty for all
  std::string by;        // provider (also when empty) or service
  int months = 0;        // from the running one on, at most 36; 0: 3
  std::string in;        // convert into this currency; empty: do not
};

// What a provider or service will probably cost, net of tax.
struct CostForecastRow {
  struct Month {
    absl::CivilMonth month;
    Decimal expected;  // of the running month with what came already
    std::optional<Decimal> low;
    std::optional<Decimal> high;
    std::optional<Decimal> to_date;  // of the running month
  };
  std::string provider;
  std::string service;  // empty for the whole provider
  std::string currency;
  std::optional<ForecastMethod> method;  // absent: a sum of several
  std::vector<Month> months;
  int history_months = 0;
  absl::CivilMonth history_from;
  absl::CivilMonth history_to;
  std::optional<ForecastError> error;  // in `currency`
  std::optional<absl::Time> data_until;
  bool provisional = false;
};

struct CostForecastAnswer {
  std::vector<CostForecastRow> rows;  // by provider, service and currency
  std::vector<Gap> gaps;
};

// The rows of a history: by provider, or by service. `converter` with a
// currency converts into it; what has no rate stands in its own. Series that
// cannot be forecast are notices.
absl::StatusOr<std::vector<CostForecastRow>> ForecastRows(
    const KnownPortfolio& known, const CostHistory& history,
    const CostConverter& converter, bool by_service, int months,
    std::vector<Gap>& gaps);

// Each service is forecast by itself; a provider is the sum of its services,
// with the error that the sum would have had. INVALID_ARGUMENT for what cannot
// be read, NOT_FOUND for an unknown provider.
absl::StatusOr<CostForecastAnswer> AnswerCostForecast(
    const AnswerContext& context, const Principal& who,
    const CostForecastQuestion& question, AsOf as_of);

}  // namespace regisseur
