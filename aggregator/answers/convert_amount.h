#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "aggregator/answers/answer_context.h"
#include "core/fx/exchange_rates.h"

namespace regisseur {

struct ConvertAmountQuestion {
  std::string amount;  // exact decimal
  std::string from;    // ISO 4217
  std::string to;      // ISO 4217
  std::string on;      // YYYY-MM-DD
};

struct ConvertAmountAnswer {
  ExchangeRates::Conversion conversion;
  std::string currency;
  std::string rate_source;
};

// Converts at the reference rate of a day. INVALID_ARGUMENT naming the field
// that cannot be read; NOT_FOUND when there is no rate on that day or in the
// seven days before it; FAILED_PRECONDITION when no rates are configured.
absl::StatusOr<ConvertAmountAnswer> AnswerConvertAmount(
    const AnswerContext& context, const Principal& who,
    const ConvertAmountQuestion& question, AsOf as_of);

}  // namespace regisseur
