#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/allocation/allocation_rule.h"
#include "core/money/decimal.h"

namespace regisseur {

struct AllocationQuestion {
  std::string period;    // a UTC month
  std::string provider;  // empty for all
};

// What a cost centre bears of a partner in a month, net of tax.
struct AllocationRow {
  std::string provider;
  std::string cost_center;  // empty: nobody took it
  std::string rule;         // empty: no rule
  // Absent where no rule took it.
  std::optional<AllocationRule::Method> method;
  std::string currency;
  Decimal amount;
  std::optional<Decimal> share_percent;
};

struct AllocationTotal {
  std::string currency;
  Decimal amount;
  Decimal allocated;
  Decimal unallocated;
  std::optional<Decimal> unallocated_percent;
};

struct AllocationAnswer {
  std::string period;
  // By provider, currency, cost centre (what nobody took last) and rule.
  std::vector<AllocationRow> rows;
  std::vector<AllocationTotal> totals;  // by currency
  std::vector<Gap> gaps;
};

// By the rules of the configuration that was in force then. The rows of a
// provider and currency keep its sum, rounded once. INVALID_ARGUMENT for a
// month that cannot be read, NOT_FOUND for an unknown provider.
absl::StatusOr<AllocationAnswer> AnswerAllocation(
    const AnswerContext& context, const Principal& who,
    const AllocationQuestion& question, AsOf as_of);

}  // namespace regisseur
