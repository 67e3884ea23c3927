#include "wire/objective_wire.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "wire/wire_field.h"

namespace regisseur {
namespace {

using wire_field::Invalid;
using wire_field::RequiredText;
using wire_field::Text;

constexpr int kMaxTargets = 1000;

absl::StatusOr<DeclaredTarget> ReadTarget(
    const adapter::v1::ObjectiveTarget& wire) {
  DeclaredTarget target;
  ASSIGN_OR_RETURN(target.name, Text("objectives.targets.name", wire.name()));
  ASSIGN_OR_RETURN(const std::string percent,
                   RequiredText("objectives.targets.percent", wire.percent()));
  ASSIGN_OR_RETURN(
      const std::optional<Decimal> value,
      wire_field::OptionalDecimal("objectives.targets.percent", percent));
  if (*value < Decimal(0, 0) || *value > Decimal(100, 0)) {
    return Invalid("objectives.targets.percent",
                   absl::StrCat(percent, " is not between 0 and 100"));
  }
  target.percent = *value;
  ASSIGN_OR_RETURN(target.condition,
                   Text("objectives.targets.condition", wire.condition()));
  return target;
}

}  // namespace

absl::StatusOr<DeclaredObjective> FromWire(const adapter::v1::Objective& wire) {
  DeclaredObjective objective;
  objective.delivery = wire.delivery();
  if (wire.line() < 0) return Invalid("objectives.line", "it is negative");
  objective.line = wire.line();
  ASSIGN_OR_RETURN(objective.party, Text("objectives.party", wire.party()));
  ASSIGN_OR_RETURN(objective.name,
                   RequiredText("objectives.name", wire.name()));
  ASSIGN_OR_RETURN(objective.display_name,
                   Text("objectives.display_name", wire.display_name()));
  ASSIGN_OR_RETURN(objective.service,
                   Text("objectives.service", wire.service()));
  ASSIGN_OR_RETURN(objective.description,
                   Text("objectives.description", wire.description()));
  if (wire.targets_size() > kMaxTargets) {
    return Invalid(
        "objectives.targets",
        absl::StrCat(wire.targets_size(), " targets; an objective has at most ",
                     kMaxTargets));
  }
  for (const auto& target : wire.targets()) {
    ASSIGN_OR_RETURN(DeclaredTarget read, ReadTarget(target));
    objective.targets.push_back(std::move(read));
  }
  ASSIGN_OR_RETURN(objective.window, Text("objectives.window", wire.window()));
  ASSIGN_OR_RETURN(
      objective.budgeting_method,
      Text("objectives.budgeting_method", wire.budgeting_method()));
  ASSIGN_OR_RETURN(objective.indicator,
                   Text("objectives.indicator", wire.indicator()));
  ASSIGN_OR_RETURN(objective.document,
                   Text("objectives.document", wire.document()));
  ASSIGN_OR_RETURN(objective.format, Text("objectives.format", wire.format()));
  return objective;
}

adapter::v1::Objective ToWire(const DeclaredObjective& objective) {
  adapter::v1::Objective wire;
  wire.set_delivery(objective.delivery);
  wire.set_line(objective.line);
  wire.set_party(objective.party);
  wire.set_name(objective.name);
  wire.set_display_name(objective.display_name);
  wire.set_service(objective.service);
  wire.set_description(objective.description);
  for (const DeclaredTarget& target : objective.targets) {
    auto* to = wire.add_targets();
    to->set_name(target.name);
    to->set_percent(target.percent.ToString());
    to->set_condition(target.condition);
  }
  wire.set_window(objective.window);
  wire.set_budgeting_method(objective.budgeting_method);
  wire.set_indicator(objective.indicator);
  wire.set_document(objective.document);
  wire.set_format(objective.format);
  return wire;
}

}  // namespace regisseur
