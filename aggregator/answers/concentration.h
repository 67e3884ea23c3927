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

// By what the cost is divided.
enum class Dimension {
  kProvider,
  kCountry,
  kServiceCategory,
  kFourthParty,
  kTier,
};

struct ConcentrationQuestion {
  std::optional<Dimension> by;  // absent: by everything
  std::string from;             // a month; empty: twelve months ago
  std::string to;               // a month; empty: the last one that is over
};

// A share of the cost.
struct ConcentrationRow {
  Dimension dimension = Dimension::kProvider;
  std::string key;   // empty for what is not known
  std::string name;  // where it is another, or why it is not known
  bool known = true;
  std::optional<Decimal> amount;  // unrounded
  std::vector<std::string> providers;
  std::vector<std::string> functions;
  std::vector<std::string> critical_functions;
  std::vector<std::string> countries;  // of a fourth party
};

struct ConcentrationAnswer {
  // By dimension, the largest first, what is not known last.
  std::vector<ConcentrationRow> rows;
  std::string currency;
  Decimal total;  // unrounded
  absl::CivilMonth from;
  absl::CivilMonth to;
  std::vector<Gap> gaps;

  // `amount` of the total in percent with two decimals, cut off; absent when
  // the total is not above zero.
  std::optional<std::string> ShareOf(const Decimal& amount) const;
};

// How the cost of the portfolio, net and in its currency, is divided. Exact:
// the rows of a dimension add up to the total, what is not known included; but
// for fourth parties, each of which gets the whole cost of every provider that
// relies on it. INVALID_ARGUMENT for a month that cannot be read.
absl::StatusOr<ConcentrationAnswer> AnswerConcentration(
    const AnswerContext& context, const Principal& who,
    const ConcentrationQuestion& question, AsOf as_of);

}  // namespace regisseur
