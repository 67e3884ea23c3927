#include "aggregator/answers/budget_contracts.h"

#include <algorithm>
#include <map>
#include <set>

#include "aggregator/answers/accrual_book.h"
#include "aggregator/answers/contract_plan.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_history.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"

namespace regisseur {
namespace {

BilledAt MonthBilled(absl::CivilMonth month) {
  const TimeRange range = RangeOfMonth(month);
  return {range.from, range.to};
}

absl::Status AddAccrued(const AccrualBook& book,
                        const BudgetConversion& convert,
                        absl::CivilMonth running, BudgetRow& row) {
  ConvertedSum sum;
  for (const BudgetMonth& month : row.months) {
    if (month.month >= running) break;
    for (const AccrualRow& accrual : book.RowsOf(month.month)) {
      if (!accrual.accrual.has_value()) continue;
      ExactSum exact;
      RETURN_IF_ERROR(exact.Add(*accrual.accrual));
      const absl::Status added =
          convert(sum, exact, accrual.currency, MonthBilled(month.month));
      if (absl::IsNotFound(added)) return absl::OkStatus();
      RETURN_IF_ERROR(added);
    }
  }
  ASSIGN_OR_RETURN(row.accrued, sum.Rounded(row.budget.currency));
  return absl::OkStatus();
}

}  // namespace

absl::Status AddBudgetContracts(const AnswerContext& context,
                                const Principal& who,
                                const KnownPortfolio& known,
                                const ContractRegister& contracts,
                                const BudgetConversion& convert,
                                absl::CivilDay today, AsOf as_of,
                                BudgetRow& row, std::vector<Gap>& gaps) {
  const Budget& budget = row.budget;
  if (budget.scope != Budget::Scope::kProvider) return absl::OkStatus();
  const std::string provider = known.CurrentId(budget.provider);
  std::vector<const Contract*> priced = contracts.InForce(today);
  std::erase_if(priced, [&](const Contract* contract) {
    return known.CurrentId(contract->provider) != provider ||
           contract->pricing.empty();
  });
  if (priced.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const AccrualBook book,
      AccrualBook::Read(context, who, known, provider, budget.first,
                        budget.last, AccrualBook::Detail::kSums, as_of, gaps));
  const absl::CivilMonth running = RunningMonth(known);
  RETURN_IF_ERROR(AddAccrued(book, convert, running, row));
  std::map<absl::CivilMonth, ConvertedSum> due;
  for (const Contract* contract : priced) {
    const absl::CivilDay exit = EarliestExit(contracts, contract->id, today)
                                    .value_or(absl::CivilDay::max());
    ASSIGN_OR_RETURN(
        const auto least,
        ReadLeastOfContract(context, who, known, contracts, contract->id,
                            budget.first, budget.last, as_of, gaps));
    ASSIGN_OR_RETURN(
        const ContractPlan plan,
        PlanOfContract(contracts, contract->id, budget.first, budget.last));
    for (auto [month, amount] : least) {
      if (month < running) continue;
      const auto fixed = plan.months.find(month);
      if (fixed != plan.months.end() &&
          book.IsPaidUp(provider, contract->currency, month)) {
        ASSIGN_OR_RETURN(amount, Decimal::Subtract(amount, fixed->second));
      }
      ASSIGN_OR_RETURN(const Decimal share,
                       ShareOfDays(amount, month, contract->term.start, exit));
      ExactSum exact;
      RETURN_IF_ERROR(exact.Add(share));
      const absl::Status added =
          convert(due[month], exact, contract->currency, MonthBilled(month));
      if (absl::IsNotFound(added)) return absl::OkStatus();
      RETURN_IF_ERROR(added);
    }
  }
  // What was given back pays nothing, and makes nothing due again.
  std::map<absl::CivilMonth, ConvertedSum> given_back;
  std::set<std::string> currencies;
  for (const Contract* contract : priced) currencies.insert(contract->currency);
  for (const auto& [month, amount] : due) {
    for (const std::string& currency : currencies) {
      const absl::Status added =
          convert(given_back[month], book.GivenBack(provider, currency, month),
                  currency, MonthBilled(month));
      if (absl::IsNotFound(added)) return absl::OkStatus();
      RETURN_IF_ERROR(added);
    }
  }
  Decimal committed;
  for (const BudgetMonth& month : row.months) {
    const auto found = due.find(month.month);
    if (found == due.end()) continue;
    ASSIGN_OR_RETURN(const Decimal amount, found->second.Unrounded());
    ASSIGN_OR_RETURN(const Decimal back, given_back[month.month].Unrounded());
    ASSIGN_OR_RETURN(const Decimal paid, Decimal::Subtract(month.spent, back));
    ASSIGN_OR_RETURN(const Decimal open, Decimal::Subtract(amount, paid));
    ASSIGN_OR_RETURN(committed,
                     Decimal::Add(committed, std::max(open, Decimal())));
  }
  row.committed =
      committed.RoundedHalfAwayFromZero(MinorUnitDigits(budget.currency));
  return absl::OkStatus();
}

}  // namespace regisseur
