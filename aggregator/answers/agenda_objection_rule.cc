#include <optional>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/measurements.h"
#include "aggregator/answers/service_levels.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Terms to object are shorter than these windows lie back.
constexpr int kMonths = 3;

// What more would follow if the best of the other figures counted; absent when
// nothing would, or it is not known.
absl::StatusOr<std::optional<Decimal>> LossByConsent(
    LevelBook& book, const ObjectiveWindow& window,
    const WindowFigures& figures) {
  ASSIGN_OR_RETURN(const std::optional<CreditRow> credit,
                   book.CreditOf(window));
  const std::optional<Decimal> told =
      credit.has_value() ? credit->Amount() : Decimal();
  std::optional<Decimal> most;
  for (const Figure& other : figures.others) {
    ASSIGN_OR_RETURN(const std::optional<CreditRow> by_other,
                     book.CreditOf(window, &other));
    if (!by_other.has_value() || !told.has_value()) continue;
    const std::optional<Decimal> amount = by_other->Amount();
    if (!amount.has_value()) continue;
    ASSIGN_OR_RETURN(const Decimal more, Decimal::Subtract(*amount, *told));
    if (more.IsZero() || more.IsNegative()) continue;
    if (!most.has_value() || more > *most) most = more;
  }
  return most;
}

absl::Status AddClosing(AgendaDesk& desk, const ObjectiveWindow& window) {
  LevelBook& book = *desk.open.book;
  ASSIGN_OR_RETURN(const WindowFigures* figures, book.FiguresOf(window));
  if (!figures->object_by.has_value() ||
      *figures->object_by - desk.today > kObjectionAheadDays) {
    return absl::OkStatus();
  }
  const Contract& contract = *window.contract;
  const std::string& objective = window.objective->id;
  const std::string day = FormatDay(*figures->object_by);
  AgendaItem item = desk.Begin(
      "objection_closing",
      absl::StrCat(objective, ":", FormatDay(window.last_day)), contract);
  item.decide_by = figures->object_by;
  item.title.rule = "agenda-objection";
  item.title.arguments["objective"] = objective;
  item.title.arguments["period"] = MeasurementPeriodLabel(
      window.range.from, window.range.to, window.objective->window.zone);
  item.title.arguments["figure"] = figures->lead.Attained().value_or("?");
  item.title.arguments["day"] = day;
  ASSIGN_OR_RETURN(item.told_otherwise, IsToldOtherwise(book, window));
  item.if_nothing.rule = "agenda-consent";
  item.if_nothing.arguments["day"] = day;
  ASSIGN_OR_RETURN(item.estimated, LossByConsent(book, window, *figures));
  if (item.estimated.has_value()) {
    item.if_nothing.rule = "agenda-consent-loss";
    item.if_nothing.arguments["amount"] = item.estimated->ToString();
    item.if_nothing.arguments["currency"] = item.currency;
  }
  item.evidence = {absl::StrCat(
      "sla show --contract ", contract.id, " --objective ", objective,
      " --period ", FormatMonth(absl::CivilMonth(window.last_day)))};
  item.AddChoice("choice-objection-object",
                 absl::StrCat("objective object --contract ", contract.id,
                              " --objective ", objective, " --period ",
                              FormatDay(window.last_day), " --reason …"));
  item.AddNothing("choice-objection-accept");
  desk.items.push_back(std::move(item));
  return absl::OkStatus();
}

}  // namespace

absl::Status AddObjectionItems(AgendaDesk& desk) {
  LevelBook& book = *desk.open.book;
  const absl::CivilMonth month(desk.today);
  for (const Contract* contract : desk.Running()) {
    for (const Objective& objective : contract->objectives) {
      if (!objective.evidence.object_within.has_value()) continue;
      for (const ObjectiveWindow& window : book.WindowsOf(
               contract->id, objective.id, {month - kMonths, month})) {
        if (window.range.to > desk.known.moment()) continue;
        RETURN_IF_ERROR(AddClosing(desk, window));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
