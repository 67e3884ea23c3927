#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

struct PaymentObligationsQuestion {
  std::string on;        // a day; empty for today in the portfolio's zone
  std::string provider;  // empty for all
};

// What remains payable under a contract after a day, net of tax, at the prices
// in force (BBV art. 53: commitments that are not in the balance sheet).
struct PaymentObligation {
  std::string contract;
  std::string provider;
  absl::CivilDay until;  // the last day that we are bound to
  std::string currency;
  Decimal within_one_year;
  Decimal one_to_five_years;
  Decimal later;
  Decimal total;
  std::vector<std::string>
      by_usage;  // components: above a least nothing is in it
};

struct PaymentObligationsAnswer {
  std::vector<PaymentObligation> obligations;  // by contract
  std::vector<Gap> gaps;
  absl::CivilDay on;
};

// Up to the earliest exit, as if notice were received on the day. A contract
// that nothing bounds, and parts of a price that depend on usage, are gaps.
// INVALID_ARGUMENT for a day that cannot be read, NOT_FOUND for an unknown
// provider.
absl::StatusOr<PaymentObligationsAnswer> AnswerPaymentObligations(
    const AnswerContext& context, const Principal& who,
    const PaymentObligationsQuestion& question, AsOf as_of);

}  // namespace regisseur
