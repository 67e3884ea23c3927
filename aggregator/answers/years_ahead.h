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

struct YearsAheadQuestion {
  int years = 0;     // 0: 4
  std::string from;  // the first calendar year; empty: the next one
  bool contract_years = false;
  std::string provider;  // empty for all
  std::string index;     // `2.5%` a year where figures are not known
  std::string in;        // empty: by currency
};

// What a contract, or a partner without one, costs in a year.
struct YearAheadRow {
  std::string provider;
  std::string contract;  // empty: a forecast from charges
  std::string year;      // 2027, or the days of a contract year
  std::string currency;
  Decimal without_options;
  Decimal with_options;
  Decimal indexation;  // the part of with_options that is still to come
  // Why it is not whole; a rule without arguments, empty for a whole one.
  std::string incomplete;
};

struct YearAheadTotal {
  std::string year;
  std::string currency;
  Decimal without_options;
  Decimal with_options;
  Decimal forecast;  // of with_options, of partners without a contract
  bool incomplete = false;
};

// What was taken to be so about a contract or partner.
struct YearsAheadAssumptions {
  std::string provider;
  std::string contract;
  std::optional<absl::CivilDay> last_day;               // absent: no end
  std::optional<absl::CivilDay> last_day_with_options;  // absent: no end
  std::vector<Gap> items;
};

struct YearsAheadAnswer {
  std::vector<YearAheadRow> rows;  // by provider, contract and year
  std::vector<YearAheadTotal> totals;
  std::vector<YearsAheadAssumptions> assumptions;
  std::vector<Gap> gaps;
};

// Price × volume × indexation to each contract's end (USERS U9), net of tax.
// Volume is the forecast of what was used so far; prices are those in force and
// what the contract's index made of them. INVALID_ARGUMENT for years, an index
// or a currency that cannot be read, NOT_FOUND for an unknown provider.
absl::StatusOr<YearsAheadAnswer> AnswerYearsAhead(
    const AnswerContext& context, const Principal& who,
    const YearsAheadQuestion& question, AsOf as_of);

}  // namespace regisseur
