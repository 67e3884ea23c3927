#include "aggregator/api/rigidity_wire.h"

#include <optional>
#include <string>

#include "core/finding/catalogue.h"
#include "core/time/instant.h"

namespace regisseur {

contract::v1::Rigidity RigidityToWire(const ContractRigidity& row) {
  contract::v1::Rigidity wire;
  using Text = std::string* (contract::v1::Rigidity::*)();
  const auto set = [&](const std::optional<Decimal>& number, Text field) {
    if (number.has_value()) *(wire.*field)() = number->ToString();
  };
  const Rigidity& rigidity = row.rigidity;
  if (row.first_month.has_value()) {
    wire.set_first_month(FormatMonth(*row.first_month));
    wire.set_last_month(FormatMonth(*row.last_month));
  }
  set(rigidity.cost, &contract::v1::Rigidity::mutable_cost);
  set(rigidity.cost_without_use,
      &contract::v1::Rigidity::mutable_cost_without_use);
  set(rigidity.fixed_share, &contract::v1::Rigidity::mutable_fixed_share);
  if (rigidity.days_until_exit.has_value()) {
    wire.set_days_until_exit(*rigidity.days_until_exit);
  }
  if (row.exit_day.has_value()) wire.set_exit_day(FormatDay(*row.exit_day));
  wire.set_no_exit(rigidity.no_exit);
  set(rigidity.exit_cost, &contract::v1::Rigidity::mutable_exit_cost);
  if (rigidity.change_days.has_value()) {
    wire.set_change_days(*rigidity.change_days);
  }
  set(rigidity.surcharge_percent,
      &contract::v1::Rigidity::mutable_surcharge_percent);
  set(rigidity.hours_available,
      &contract::v1::Rigidity::mutable_hours_available);
  wire.set_extras_available(rigidity.extras_available);
  set(rigidity.figure(), &contract::v1::Rigidity::mutable_figure);
  wire.set_figure_at_least(rigidity.figure_at_least.ToString());
  wire.set_figure_at_most(rigidity.figure_at_most.ToString());
  for (const Sentence& unknown : row.unknown) {
    wire.add_unknown(RenderMessage(unknown.rule, unknown.arguments));
  }
  return wire;
}

contract::v1::RigidityMean RigidityMeanToWire(const RigidityMean& mean) {
  contract::v1::RigidityMean wire;
  using Text = std::string* (contract::v1::RigidityMean::*)();
  const auto set = [&](const std::optional<Decimal>& number, Text field) {
    if (number.has_value()) *(wire.*field)() = number->ToString();
  };
  wire.set_provider(mean.provider);
  wire.set_contracts(mean.contracts);
  for (const std::string& contract : mean.left_out) {
    wire.add_left_out(contract);
  }
  set(mean.cost, &contract::v1::RigidityMean::mutable_cost);
  wire.set_currency(mean.currency);
  set(mean.figure(), &contract::v1::RigidityMean::mutable_figure);
  set(mean.figure_at_least,
      &contract::v1::RigidityMean::mutable_figure_at_least);
  set(mean.figure_at_most, &contract::v1::RigidityMean::mutable_figure_at_most);
  set(mean.fixed_share, &contract::v1::RigidityMean::mutable_fixed_share);
  set(mean.surcharge_share,
      &contract::v1::RigidityMean::mutable_surcharge_share);
  set(mean.paid_outside, &contract::v1::RigidityMean::mutable_paid_outside);
  return wire;
}

}  // namespace regisseur
