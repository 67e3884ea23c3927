#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/budget/budget.h"
#include "core/budget/budget_standing.h"

namespace regisseur {

struct BudgetsQuestion {
  std::string provider;  // only budgets about it; empty for all
  std::string period;    // only those that hold then: 2026-10, 2026; or empty
};

// A budget and how it stands, in its own currency.
struct BudgetRow {
  Budget budget;
  BudgetStanding standing;
  std::vector<BudgetMonth> months;
  // Half of the interval around the forecast; absent without one.
  std::optional<Decimal> half_width;
  std::optional<Decimal> accrued;
  std::optional<Decimal> committed;
  std::optional<absl::Time> data_until;
  bool provisional = false;
  // Some of the cost is not in it.
  bool incomplete = false;
  // Nothing of its cost ever came: what was spent is not known, and `standing`
  // says nothing.
  bool unknown = false;
};

struct BudgetsAnswer {
  std::vector<BudgetRow> budgets;  // in the order of the configuration
  std::vector<Gap> gaps;
  absl::CivilDay today;    // UTC, as the months of cost are
  std::string conversion;  // which rates, for headings
};

// INVALID_ARGUMENT for a period that cannot be read, NOT_FOUND for an unknown
// provider.
absl::StatusOr<BudgetsAnswer> AnswerBudgets(const AnswerContext& context,
                                            const Principal& who,
                                            const BudgetsQuestion& question,
                                            AsOf as_of);

}  // namespace regisseur
