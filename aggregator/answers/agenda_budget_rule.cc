#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/budgets.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// The highest share that was reached; absent below the first.
std::optional<Decimal> HighestPassed(const BudgetStanding& standing,
                                     bool on_forecast) {
  std::optional<Decimal> highest;
  for (const BudgetStanding::Threshold& threshold : standing.thresholds) {
    if (threshold.passed && threshold.on_forecast == on_forecast) {
      highest = threshold.share;
    }
  }
  return highest;
}

// The functions that the budget is about.
std::vector<std::string> FunctionsOf(const AgendaDesk& desk,
                                     const Budget& budget) {
  switch (budget.scope) {
    case Budget::Scope::kFunction:
      return {budget.subject};
    case Budget::Scope::kService:
      return desk.FunctionsOf(desk.known.CurrentId(budget.provider),
                              {budget.subject});
    case Budget::Scope::kPortfolio:
    case Budget::Scope::kProvider:
    case Budget::Scope::kCostCenter:
    case Budget::Scope::kTag:
      return {};
  }
  return {};
}

AgendaItem ItemOf(const AgendaDesk& desk, const BudgetRow& row) {
  const Budget& budget = row.budget;
  AgendaItem item;
  item.kind = "budget";
  item.id = absl::StrCat("budget:", budget.id);
  item.provider = desk.known.CurrentId(budget.provider);
  item.owner = budget.owner;
  item.currency = budget.currency;
  item.functions = FunctionsOf(desk, budget);
  item.exposure = budget.amount;
  item.title.arguments = {{"budget", budget.id},
                          {"amount", budget.amount.ToString()},
                          {"currency", budget.currency},
                          {"spent", row.standing.spent.ToString()},
                          {"percent", row.standing.spent_percent.ToString()}};
  item.evidence = {
      absl::StrCat("budget list --period ", FormatMonth(budget.last))};
  if (!item.provider.empty()) {
    item.evidence.push_back(
        absl::StrCat("cost forecast --by service --provider ", item.provider));
  }
  item.AddChoice("choice-budget-raise");
  item.AddChoice("choice-budget-less");
  item.AddChoice(
      "choice-budget-explain",
      item.provider.empty()
          ? "cost anomalies"
          : absl::StrCat("cost anomalies --provider ", item.provider));
  return item;
}

// The part of the forecast above the amount that is still to come.
std::optional<Decimal> StillToLose(const BudgetRow& row) {
  const std::optional<Decimal>& room = row.standing.room_by_forecast;
  if (!room.has_value() || !room->IsNegative()) return std::nullopt;
  Decimal over = room->Negated();
  if (row.standing.exceeded) {
    const absl::StatusOr<Decimal> rest =
        Decimal::Add(over, row.standing.room);  // what is over already
    if (!rest.ok() || !(*rest > Decimal())) return std::nullopt;
    over = *rest;
  }
  return over;
}

void AddItem(AgendaDesk& desk, const BudgetRow& row) {
  const BudgetStanding& standing = row.standing;
  AgendaItem item = ItemOf(desk, row);
  item.if_nothing.arguments = item.title.arguments;
  const std::optional<Decimal> by_forecast = HighestPassed(standing, true);
  const std::optional<Decimal> by_spent = HighestPassed(standing, false);
  if (standing.exceeded_on.has_value()) {
    item.title.arguments["day"] = FormatDay(*standing.exceeded_on);
    item.if_nothing.arguments["day"] = FormatDay(*standing.exceeded_on);
  }
  if (standing.forecast.has_value()) {
    item.title.arguments["forecast"] = standing.forecast->ToString();
    item.if_nothing.arguments["forecast"] = standing.forecast->ToString();
  }
  item.estimated = StillToLose(row);
  if (standing.exceeded) {
    item.title.rule = "agenda-budget-exceeded";
    item.title.arguments["over"] = standing.room.Negated().ToString();
    item.if_nothing.rule = standing.forecast.has_value()
                               ? "agenda-budget-goes-on"
                               : "agenda-budget-goes-on-unknown";
  } else if (standing.exceeded_on.has_value()) {
    item.title.rule = "agenda-budget-will-exceed";
    item.if_nothing.rule = "agenda-budget-goes-on";
    // The last day on which it is not.
    item.decide_by = std::max(*standing.exceeded_on - 1, desk.today);
  } else if (by_spent.has_value()) {
    item.title.rule = "agenda-budget-warning";
    item.if_nothing.rule = standing.forecast.has_value()
                               ? "agenda-budget-holds"
                               : "agenda-budget-goes-on-unknown";
  } else if (by_forecast.has_value()) {
    item.title.rule = "agenda-budget-forecast-warning";
    item.if_nothing.rule = "agenda-budget-holds";
  } else {
    return;
  }
  desk.items.push_back(std::move(item));
}

}  // namespace

absl::Status AddBudgetItems(AgendaDesk& desk) {
  if (desk.known.portfolio().budgets.empty()) return absl::OkStatus();
  const absl::CivilMonth running =
      absl::ToCivilMonth(desk.known.moment(), absl::UTCTimeZone());
  ASSIGN_OR_RETURN(BudgetsAnswer answer,
                   AnswerBudgets(desk.context, desk.who,
                                 {.period = FormatMonth(running)}, desk.as_of));
  for (const BudgetRow& row : answer.budgets) AddItem(desk, row);
  for (Gap& gap : answer.gaps) AddGap(std::move(gap), desk.gaps);
  return absl::OkStatus();
}

}  // namespace regisseur
