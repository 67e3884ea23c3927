#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/cost_lines.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

struct CostAnomaliesQuestion {
  std::string provider;   // empty for all
  std::string from;       // empty: the last twelve months
  std::string to;         // a day or month included whole
  std::string floor;      // empty: 100
  std::string threshold;  // empty: 3.5
  int lines = 0;          // shown for each; 0: 5, at most 50
  std::string by;         // `month` (also when empty) or `day`
};

enum class AnomalyKind { kHigh = 1, kLow, kNew };

// A month or day of a service that stands out, net of tax.
struct CostAnomaly {
  std::string provider;
  std::string service;
  absl::CivilMonth month;
  std::optional<absl::CivilDay> day;  // absent: the whole month
  std::string currency;
  AnomalyKind kind = AnomalyKind::kHigh;
  Decimal amount;
  Decimal usual;
  Decimal difference;
  std::optional<Decimal> deviations;  // absent: beyond measure, or new
  int compared_months = 0;            // or days
  // What caused most of it: lines that are new, changed or gone against a usual
  // month or day before, the largest change first.
  std::vector<CostLineRow> lines;
  bool to_date = false;  // it is not whole
};

struct CostAnomaliesAnswer {
  std::vector<CostAnomaly> anomalies;  // the largest difference first
  std::vector<Gap> gaps;
};

// Months are held against at most twelve delivered ones before them, at least
// three. A month that is not whole can only be too much so far. A bill that
// came a year before as well is none. Days, of what is charged by the day or
// hour, are held against the 28 days before, at least 14; what came on the same
// day of the week before as well is none. INVALID_ARGUMENT for what cannot be
// read, for days without a provider or of more than three months; NOT_FOUND for
// an unknown provider.
absl::StatusOr<CostAnomaliesAnswer> AnswerCostAnomalies(
    const AnswerContext& context, const Principal& who,
    const CostAnomaliesQuestion& question, AsOf as_of);

}  // namespace regisseur
