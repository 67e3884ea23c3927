#include "aggregator/api/budget_handlers.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "aggregator/api/cost_wire.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = budget::v1;

pb::BudgetScope ScopeToWire(Budget::Scope scope) {
  switch (scope) {
    case Budget::Scope::kPortfolio:
      return pb::BUDGET_SCOPE_PORTFOLIO;
    case Budget::Scope::kProvider:
      return pb::BUDGET_SCOPE_PROVIDER;
    case Budget::Scope::kService:
      return pb::BUDGET_SCOPE_SERVICE;
    case Budget::Scope::kFunction:
      return pb::BUDGET_SCOPE_FUNCTION;
    case Budget::Scope::kCostCenter:
      return pb::BUDGET_SCOPE_COST_CENTER;
    case Budget::Scope::kTag:
      return pb::BUDGET_SCOPE_TAG;
  }
  return pb::BUDGET_SCOPE_UNSPECIFIED;
}

std::string SubjectOf(const Budget& budget) {
  switch (budget.scope) {
    case Budget::Scope::kService:
      return absl::StrCat(budget.provider, "/", budget.subject);
    case Budget::Scope::kTag:
      return absl::StrCat(budget.subject, "=", budget.value);
    case Budget::Scope::kPortfolio:
    case Budget::Scope::kProvider:
    case Budget::Scope::kFunction:
    case Budget::Scope::kCostCenter:
      break;
  }
  return budget.subject;
}

absl::StatusOr<pb::Budget> BudgetToWire(const BudgetRow& row) {
  const Budget& budget = row.budget;
  const BudgetStanding& standing = row.standing;
  pb::Budget wire;
  wire.set_id(budget.id);
  wire.set_scope(ScopeToWire(budget.scope));
  wire.set_provider(budget.provider);
  wire.set_subject(SubjectOf(budget));
  wire.set_from(FormatMonth(budget.first));
  wire.set_to(FormatMonth(budget.last));
  wire.set_currency(budget.currency);
  wire.set_amount(budget.amount.ToString());
  if (!row.unknown) wire.set_spent(standing.spent.ToString());
  if (row.accrued.has_value()) wire.set_accrued(row.accrued->ToString());
  if (row.committed.has_value()) wire.set_committed(row.committed->ToString());
  if (standing.forecast.has_value()) {
    wire.set_forecast(standing.forecast->ToString());
    if (row.half_width.has_value()) {
      ASSIGN_OR_RETURN(const Decimal low,
                       Decimal::Subtract(*standing.forecast, *row.half_width));
      ASSIGN_OR_RETURN(const Decimal high,
                       Decimal::Add(*standing.forecast, *row.half_width));
      // What was spent is spent.
      wire.set_forecast_low(std::max(low, standing.spent).ToString());
      wire.set_forecast_high(high.ToString());
    }
  }
  if (!row.unknown) {
    wire.set_room(standing.room.ToString());
    wire.set_spent_percent(standing.spent_percent.ToString());
  }
  if (standing.room_by_forecast.has_value()) {
    wire.set_room_by_forecast(standing.room_by_forecast->ToString());
  }
  for (const BudgetStanding::Threshold& threshold : standing.thresholds) {
    pb::BudgetThreshold* shown = wire.add_thresholds();
    shown->set_share(threshold.share.ToString());
    shown->set_on_forecast(threshold.on_forecast);
    shown->set_passed(threshold.passed);
  }
  if (standing.exceeded_on.has_value()) {
    wire.set_exceeded_month(
        FormatMonth(absl::CivilMonth(*standing.exceeded_on)));
    wire.set_exceeded_on(FormatDay(*standing.exceeded_on));
  }
  SetTime(row.data_until, &wire, &pb::Budget::mutable_data_until_time);
  wire.set_owner(budget.owner);
  wire.set_provisional(row.provisional);
  wire.set_incomplete(row.incomplete);
  return wire;
}

}  // namespace

void BudgetHandlers::Register(MethodRegistry& methods) {
  methods.AddUnary<pb::ListBudgetsRequest, pb::ListBudgetsResponse>(
      "regisseur.budget.v1.BudgetService.ListBudgets",
      [this](const auto& call, const auto& request) {
        return List(call, request);
      });
}

absl::StatusOr<pb::ListBudgetsResponse> BudgetHandlers::List(
    const CallContext& call, const pb::ListBudgetsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const BudgetsAnswer answer,
                   answers_.ListBudgets(call.who,
                                        {.provider = request.provider(),
                                         .period = request.period()},
                                        page.as_of));
  pb::ListBudgetsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  response.set_basis(absl::StrCat(kBudgetBasis, ", at its own rates, else ",
                                  answer.conversion));
  RETURN_IF_ERROR(FillPage(page, answer.budgets, response,
                           [&](const BudgetRow& row) -> absl::StatusOr<size_t> {
                             ASSIGN_OR_RETURN(*response.add_budgets(),
                                              BudgetToWire(row));
                             return response.budgets().rbegin()->ByteSizeLong();
                           }));
  return response;
}

}  // namespace regisseur
