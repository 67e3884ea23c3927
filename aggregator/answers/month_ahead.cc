#include <map>
#include <set>
#include <utility>

#include "aggregator/answers/cost_forecast.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/provider_cost.h"
#include "core/base/status_macros.h"
#include "core/budget/budget.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Budgets about a provider or the portfolio as a whole; the narrowest that
// holds in the month counts.
std::map<std::string, const Budget*> BudgetsOf(const KnownPortfolio& known,
                                               absl::CivilMonth month) {
  std::map<std::string, const Budget*> budgets;
  for (const Budget& budget : known.portfolio().budgets) {
    if ((budget.scope != Budget::Scope::kProvider &&
         budget.scope != Budget::Scope::kPortfolio) ||
        !budget.Holds(month)) {
      continue;
    }
    const Budget*& narrowest = budgets[known.CurrentId(budget.provider)];
    if (narrowest == nullptr || budget.Months() < narrowest->Months()) {
      narrowest = &budget;
    }
  }
  return budgets;
}

absl::Status AddBudgets(const KnownPortfolio& known,
                        const CostConverter& converter, absl::CivilMonth month,
                        MonthAhead& ahead) {
  for (const auto& [provider, budget] : BudgetsOf(known, month)) {
    const Decimal share =
        ShareOfMonth(*budget, month, MinorUnitDigits(budget->currency));
    ExactSum amount;
    RETURN_IF_ERROR(amount.Add(share));
    ConvertedSum converted;
    const TimeRange range = RangeOfMonth(month);
    const absl::Status added = converter.AddTo(
        converted, amount, budget->currency, {range.from, range.to});
    if (absl::IsNotFound(added)) {
      Gap gap;
      gap.provider = provider;
      gap.rule = "budget-no-rate";
      gap.arguments = {{"budget", budget->id},
                       {"currency", budget->currency},
                       {"to", converter.currency()}};
      AddGap(std::move(gap), ahead.gaps);
      continue;
    }
    RETURN_IF_ERROR(added);
    ASSIGN_OR_RETURN(ahead.budgets[provider],
                     converted.Rounded(converter.currency()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<MonthAhead> ReadMonthAhead(const AnswerContext& context,
                                          const Principal& who,
                                          const KnownPortfolio& known,
                                          AsOf as_of) {
  MonthAhead ahead;
  const absl::CivilMonth running = RunningMonth(known);
  const CostConverter converter(context.rates.At(as_of.known),
                                known.portfolio().currency, known.moment(),
                                known.portfolio().conversion);
  ASSIGN_OR_RETURN(
      const CostHistory history,
      ReadCostHistory(context, who, known,
                      {.first = running - kHistoryMonths, .last = running},
                      as_of));
  // What could not be forecast is absent, which the overview shows as such.
  std::vector<Gap> not_forecast;
  ASSIGN_OR_RETURN(const std::vector<CostForecastRow> rows,
                   ForecastRows(known, history, converter,
                                /*by_service=*/false, 1, not_forecast));
  std::set<std::string> in_other_currencies;
  for (const CostForecastRow& row : rows) {
    if (row.currency == converter.currency()) {
      ahead.forecasts[row.provider] = row.months.front().expected;
    } else {
      in_other_currencies.insert(row.provider);
    }
  }
  for (const std::string& provider : in_other_currencies) {
    ahead.forecasts.erase(provider);
  }
  RETURN_IF_ERROR(AddBudgets(known, converter, running, ahead));
  return ahead;
}

absl::StatusOr<std::shared_ptr<const MonthAhead>> MonthAheadKeeper::Get(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const SourceRecords& records, AsOf as_of) {
  bool keeps = as_of.IsNow();
  Basis basis;
  if (keeps) {
    // Before reading: what is committed meanwhile makes it too old, never too
    // new.
    ASSIGN_OR_RETURN(basis.in_force,
                     context.cost.DescribeInForce(
                         who, {FactKind::kCharges, FactKind::kInvoices,
                               FactKind::kCommitments}));
    basis.portfolio = known.shared_portfolio();
    basis.rates = context.rates.At(as_of.known);
    basis.month = RunningMonth(known);
    for (const auto& [id, record] : records) {
      if (!record.tells.contains(FactKind::kCharges) &&
          !record.tells.contains(FactKind::kInvoices)) {
        continue;
      }
      basis.data_until.emplace_back(id, record.data_until);
      // Data that reach into the future count up to the moment.
      if (record.data_until.has_value() &&
          *record.data_until > known.moment()) {
        keeps = false;
      }
    }
  }
  if (keeps) {
    absl::MutexLock lock(&mutex_);
    if (kept_ != nullptr && basis_ == basis) return kept_;
  }
  ASSIGN_OR_RETURN(MonthAhead read, ReadMonthAhead(context, who, known, as_of));
  auto ahead = std::make_shared<const MonthAhead>(std::move(read));
  if (keeps) {
    absl::MutexLock lock(&mutex_);
    basis_ = std::move(basis);
    kept_ = ahead;
  }
  return ahead;
}

}  // namespace regisseur
