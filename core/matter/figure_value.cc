#include "core/matter/figure_value.h"

#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "core/measurement/length_unit.h"

namespace regisseur {
namespace {

bool IsInPercent(const Objective& objective) {
  return std::holds_alternative<AvailabilityTerms>(objective.terms) ||
         std::holds_alternative<TicketTerms>(objective.terms) ||
         std::holds_alternative<CompositeTerms>(objective.terms);
}

}  // namespace

std::string FigureUnit(const Objective& objective) {
  if (IsInPercent(objective)) return "%";
  if (const auto* terms = std::get_if<IndicatorTerms>(&objective.terms)) {
    return terms->unit;
  }
  if (const auto* terms = std::get_if<OutcomeTerms>(&objective.terms)) {
    return terms->unit;
  }
  return "";
}

absl::Status CheckFigureValue(absl::string_view field,
                              const Objective& objective,
                              const std::string& text) {
  const absl::StatusOr<Decimal> value = Decimal::Parse(text);
  if (!value.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ": ", value.status().message()));
  }
  if (!IsInPercent(objective) ||
      (*value >= Decimal() && *value <= Decimal(100, 0))) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": ", text, " is no percentage; ", objective.id,
                   " is told in percent, from 0 to 100, such as 99.71"));
}

absl::Status CheckFigureUnit(const Objective& objective,
                             const std::string& unit) {
  if (std::holds_alternative<RecoveryTerms>(objective.terms)) {
    if (SecondsOfUnit(unit).has_value()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        "unit: ", unit.empty() ? "is missing" : absl::StrCat("\"", unit, "\""),
        unit.empty() ? "" : " is no length", "; ", objective.id,
        " is a test of recovery: name seconds, minutes, hours or days"));
  }
  const std::string own = FigureUnit(objective);
  if (unit.empty() || unit == own) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "unit: \"", unit, "\" is not that of ", objective.id,
      own.empty() ? ", which has none" : absl::StrCat(", which is ", own)));
}

}  // namespace regisseur
