#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

struct AccrualsQuestion {
  std::string period;    // a UTC month
  std::string provider;  // empty for all
};

// What a month has to carry for one partner and cost centre, net of tax.
struct AccrualRow {
  std::string provider;
  std::string contract;  // where the partner has just one
  std::string cost_center;
  std::string currency;
  Decimal billed;     // in billing periods that start in the month
  Decimal effective;  // the part of all lines that lies in it, by days
  std::optional<Decimal> expected;  // what the contracts fix, by days
  // Expected less effective (without credits), from zero on.
  std::optional<Decimal> accrual;
  Decimal prepaid;  // invoiced, and not delivered at the end of the month
};

struct AccrualsAnswer {
  std::vector<AccrualRow> rows;  // by provider, currency and cost centre
  std::vector<Gap> gaps;
};

// Looks at the bills of the month and the twelve before and behind it
// (AccrualBook). What contracts
// expect stands in the row of the partner's only cost centre, else in one of
// its own. INVALID_ARGUMENT for a month that cannot be read, NOT_FOUND for an
// unknown provider.
absl::StatusOr<AccrualsAnswer> AnswerAccruals(const AnswerContext& context,
                                              const Principal& who,
                                              const AccrualsQuestion& question,
                                              AsOf as_of);

}  // namespace regisseur
