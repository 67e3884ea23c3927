#include "core/budget/budget_standing.h"

#include <algorithm>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// A stretch of days over which an amount is spent evenly.
struct Stretch {
  absl::CivilDay from;
  absl::CivilDay to;  // exclusive
  Decimal amount;
};

// The day of the stretch on which `left` is passed. Requires amount > left >=
// 0 and at least one day.
absl::StatusOr<absl::CivilDay> DayOfPassing(const Stretch& stretch,
                                            const Decimal& left) {
  ASSIGN_OR_RETURN(
      const Decimal::Quotient days,
      Decimal::MultiplyDivide(left, Decimal(stretch.to - stretch.from, 0),
                              stretch.amount,
                              {.rounded_scale = 0, .truncated_scale = 0}));
  const int64_t whole = static_cast<int64_t>(days.truncated.coefficient());
  return std::min(stretch.from + whole, stretch.to - 1);
}

// What is spent one after the other.
std::vector<Stretch> StretchesOf(absl::Span<const BudgetMonth> months,
                                 absl::CivilDay reached) {
  std::vector<Stretch> stretches;
  for (const BudgetMonth& month : months) {
    const absl::CivilDay first(month.month);
    const absl::CivilDay end(month.month + 1);
    // What came of a month came by then, or was billed ahead.
    const absl::CivilDay until = first <= reached ? std::min(end, reached + 1)
                                 : month.spent.IsZero() ? first
                                                        : first + 1;
    stretches.push_back({first, until, month.spent});
    if (!month.rest.has_value()) break;
    if (until < end) stretches.push_back({until, end, *month.rest});
  }
  return stretches;
}

absl::StatusOr<std::optional<absl::CivilDay>> FindExceeded(
    const Budget& budget, absl::Span<const BudgetMonth> months,
    absl::CivilDay reached, int digits) {
  Decimal sum;
  for (const Stretch& stretch : StretchesOf(months, reached)) {
    ASSIGN_OR_RETURN(const Decimal next, Decimal::Add(sum, stretch.amount));
    if (next.RoundedHalfAwayFromZero(digits) > budget.amount &&
        sum <= budget.amount) {
      ASSIGN_OR_RETURN(const Decimal left,
                       Decimal::Subtract(budget.amount, sum));
      ASSIGN_OR_RETURN(const absl::CivilDay day, DayOfPassing(stretch, left));
      return day;
    }
    sum = next;
  }
  return std::nullopt;
}

absl::StatusOr<bool> Reaches(const Decimal& amount, const Decimal& share,
                             const Budget& budget) {
  ASSIGN_OR_RETURN(const Decimal limit,
                   Decimal::Multiply(budget.amount, share));
  return amount >= limit;
}

}  // namespace

absl::StatusOr<BudgetStanding> ComputeBudgetStanding(
    const Budget& budget, absl::Span<const BudgetMonth> months,
    absl::CivilDay reached, int digits) {
  BudgetStanding standing;
  std::optional<Decimal> rest = Decimal();
  for (const BudgetMonth& month : months) {
    ASSIGN_OR_RETURN(standing.spent, Decimal::Add(standing.spent, month.spent));
    if (!month.rest.has_value()) rest.reset();
    if (!rest.has_value()) continue;
    ASSIGN_OR_RETURN(rest, Decimal::Add(*rest, *month.rest));
  }
  standing.spent = standing.spent.RoundedHalfAwayFromZero(digits);
  ASSIGN_OR_RETURN(standing.room,
                   Decimal::Subtract(budget.amount, standing.spent));
  standing.exceeded = standing.room.IsNegative();
  ASSIGN_OR_RETURN(
      const Decimal::Quotient percent,
      Decimal::MultiplyDivide(standing.spent, Decimal(100, 0), budget.amount,
                              {.rounded_scale = 1, .truncated_scale = 1}));
  standing.spent_percent = percent.truncated;
  if (rest.has_value()) {
    ASSIGN_OR_RETURN(standing.forecast, Decimal::Add(standing.spent, *rest));
    ASSIGN_OR_RETURN(standing.room_by_forecast,
                     Decimal::Subtract(budget.amount, *standing.forecast));
  }
  for (const Decimal& share : budget.warn_at) {
    ASSIGN_OR_RETURN(const bool passed, Reaches(standing.spent, share, budget));
    standing.thresholds.push_back({share, false, passed});
  }
  for (const Decimal& share : budget.warn_at_forecast) {
    bool passed = false;
    if (standing.forecast.has_value()) {
      ASSIGN_OR_RETURN(passed, Reaches(*standing.forecast, share, budget));
    }
    standing.thresholds.push_back({share, true, passed});
  }
  ASSIGN_OR_RETURN(standing.exceeded_on,
                   FindExceeded(budget, months, reached, digits));
  return standing;
}

}  // namespace regisseur
