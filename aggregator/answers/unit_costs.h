#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/money/decimal.h"

namespace regisseur {

struct UnitCostQuestion {
  std::string quantity;       // the id of one, or the name of the file sent
  std::string quantity_file;  // its text; empty: of the configuration
  std::string provider;
  std::string service;  // provider/service
  std::string function;
  std::string from;  // UTC months
  std::string to;
  std::string in;  // empty: by currency
};

struct UnitCostRow {
  absl::CivilMonth month;
  std::string currency;
  std::optional<Decimal> cost;
  std::optional<Decimal> quantity;
  std::optional<Decimal> unit_cost;
  std::optional<Decimal> index;  // the month before is 100
};

struct UnitCostAnswer {
  std::vector<UnitCostRow> rows;  // by month and currency
  std::vector<Gap> gaps;
  std::string unit;
};

// INVALID_ARGUMENT for more than one scope, months or a file that cannot be
// read; NOT_FOUND for an unknown quantity, provider, service or function.
absl::StatusOr<UnitCostAnswer> AnswerUnitCosts(const AnswerContext& context,
                                               const Principal& who,
                                               const UnitCostQuestion& question,
                                               AsOf as_of);

}  // namespace regisseur
