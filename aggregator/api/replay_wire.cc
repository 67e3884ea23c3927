#include "aggregator/api/replay_wire.h"

#include <string>

#include "aggregator/api/gap_wire.h"
#include "core/finding/catalogue.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = contract::v1;

// The first form is the answer itself; the others have the same fields.
template <typename Wire>
void FillReplay(const FormReplay& replay, Wire& wire) {
  wire.set_form(replay.name);
  wire.set_currency(replay.currency);
  const auto amount = [&](const Decimal& exact) {
    return exact.RoundedHalfAwayFromZero(MinorUnitDigits(replay.currency))
        .ToString();
  };
  for (const ReplayedMonth& month : replay.months) {
    pb::ReplayedMonth& shown = *wire.add_months();
    shown.set_month(FormatMonth(month.price.month));
    if (month.actual.has_value()) shown.set_actual_cost(amount(*month.actual));
    if (month.price.total.has_value()) {
      shown.set_replayed_cost(amount(*month.price.total));
    }
    if (const auto difference = month.Difference()) {
      shown.set_difference(amount(*difference));
    }
    shown.set_provisional(month.provisional);
    shown.set_estimate(month.estimate);
    if (month.agreed.has_value()) shown.set_agreed_cost(amount(*month.agreed));
    if (month.accrued.has_value()) {
      shown.set_accrued_cost(amount(*month.accrued));
    }
    for (const ComponentPrice& component : month.price.components) {
      pb::ReplayedComponent& part = *shown.add_components();
      part.set_component(component.component);
      if (component.quantity.has_value()) {
        part.set_quantity(component.quantity->ToString());
      }
      if (component.amount.has_value()) {
        part.set_amount(component.amount->ToString());
      }
    }
  }
  pb::ReplayTotal& total = *wire.mutable_total();
  if (replay.actual.has_value()) {
    total.set_actual_cost(amount(*replay.actual));
    total.set_replayed_cost(amount(*replay.replayed));
    total.set_difference(amount(*replay.difference));
  }
  total.set_months(replay.compared_months);
  total.set_months_missing(static_cast<int32_t>(replay.months.size()) -
                           replay.compared_months -
                           (replay.forecast ? replay.forecast->months : 0));
  if (replay.forecast.has_value()) {
    pb::ReplayForecast& ahead = *wire.mutable_forecast();
    ahead.set_months(replay.forecast->months);
    if (replay.forecast->actual) {
      ahead.set_actual_cost(amount(*replay.forecast->actual));
    }
    if (replay.forecast->replayed) {
      ahead.set_replayed_cost(amount(*replay.forecast->replayed));
    }
    if (replay.forecast->difference) {
      ahead.set_difference(amount(*replay.forecast->difference));
    }
  }
  for (const Sentence& remark : replay.remarks) {
    wire.add_remarks(RenderMessage(remark.rule, remark.arguments));
  }
  if (replay.break_even.has_value()) {
    wire.set_break_even(replay.break_even->ToString());
  }
  if (replay.worst.has_value())
    wire.set_worst_month(FormatMonth(*replay.worst));
  if (replay.best.has_value()) wire.set_best_month(FormatMonth(*replay.best));
  for (const NotCompared& left : replay.not_compared) {
    pb::NotCompared& shown = *wire.add_not_compared();
    shown.set_charge_category(left.charge_category);
    shown.set_service_name(left.service_name);
    shown.set_charges(left.charges);
    shown.set_billed_cost(left.billed);
    shown.set_currency(left.currency);
  }
  for (const auto& [factor, cost] : replay.scenarios) {
    pb::ReplayScenario& scenario = *wire.add_scenarios();
    scenario.set_usage(factor.ToString());
    if (cost.has_value()) scenario.set_replayed_cost(amount(*cost));
  }
}

}  // namespace

pb::ReplayContractResponse ReplayToWire(const ReplayAnswer& answer) {
  pb::ReplayContractResponse wire;
  wire.set_provider(answer.provider);
  for (size_t i = 0; i < answer.forms.size(); ++i) {
    if (i == 0) {
      FillReplay(answer.forms[i], wire);
    } else {
      FillReplay(answer.forms[i], *wire.add_others());
    }
  }
  GapsToWire(answer.gaps, wire.mutable_gaps());
  return wire;
}

}  // namespace regisseur
