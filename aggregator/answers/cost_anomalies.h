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
};

enum class AnomalyKind { kHigh = 1, kLow, kNew };

// A month of a service that stands out, net of tax.
struct CostAnomaly {
  std::string provider;
  std::string service;
  absl::CivilMonth month;
  std::string currency;
  AnomalyKind kind = AnomalyKind::kHigh;
  Decimal amount;
  Decimal usual;
  Decimal difference;
  std::optional<Decimal> deviations;  // absent: beyond measure, or new
  int compared_months = 0;
  // What caused most of it: of each thing that changed since the month before
  // its largest line, the largest change first.
  std::vector<CostLineRow> lines;
  bool to_date = false;  // the month is not whole
};

struct CostAnomaliesAnswer {
  std::vector<CostAnomaly> anomalies;  // the largest difference first
  std::vector<Gap> gaps;
};

// Months are held against at most twelve delivered ones before them, at least
// three. A month that is not whole can only be too much so far. A bill that
// came a year before as well is none. INVALID_ARGUMENT for what cannot be read,
// NOT_FOUND for an unknown provider.
absl::StatusOr<CostAnomaliesAnswer> AnswerCostAnomalies(
    const AnswerContext& context, const Principal& who,
    const CostAnomaliesQuestion& question, AsOf as_of);

}  // namespace regisseur
