#include <algorithm>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/level_book.h"
#include "aggregator/answers/measurements.h"
#include "core/base/status_macros.h"
#include "core/matter/silent_consent.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Windows of so many months are looked at: what is older was lived with.
constexpr int kMonths = 3;

// Somebody told a number about the window: the provider's report, a figure
// entered from paper, or one that is settled.
bool IsTold(const WindowFigures& figures) {
  const auto told = [](const Figure& figure) {
    return figure.stated && (figure.origin == FigureOrigin::kReported ||
                             figure.origin == FigureOrigin::kSettled);
  };
  return told(figures.lead) ||
         std::any_of(figures.others.begin(), figures.others.end(), told);
}

}  // namespace

absl::Status AddReportItems(AgendaDesk& desk) {
  if (desk.contracts.empty()) return absl::OkStatus();
  LevelBook book(desk.context, desk.who,
                 std::make_shared<const KnownPortfolio>(desk.known),
                 desk.context.contracts.At(desk.as_of.known), desk.as_of);
  const absl::CivilMonth month(desk.today);
  for (const Contract* contract : desk.Running()) {
    for (const Objective& objective : contract->objectives) {
      if (!objective.evidence.report_due.has_value()) continue;
      for (const ObjectiveWindow& window : book.WindowsOf(
               contract->id, objective.id, {month - kMonths, month})) {
        if (window.range.to > desk.known.moment()) continue;
        const absl::CivilDay due =
            AddDays(window.last_day, *objective.evidence.report_due,
                    contract->holidays);
        if (due >= desk.today) continue;
        ASSIGN_OR_RETURN(const WindowFigures* figures, book.FiguresOf(window));
        if (IsTold(*figures)) continue;
        AgendaItem item = desk.Begin(
            "report_overdue",
            absl::StrCat(objective.id, ":", FormatDay(window.last_day)),
            *contract);
        item.decide_by = due;
        item.title.rule = "agenda-report-overdue";
        item.title.arguments["objective"] = objective.id;
        item.title.arguments["period"] = MeasurementPeriodLabel(
            window.range.from, window.range.to, window.objective->window.zone);
        item.title.arguments["day"] = FormatDay(due);
        item.if_nothing.rule = "agenda-report-missing";
        item.evidence = {
            absl::StrCat("measurement list --provider ", item.provider)};
        item.options = {
            "ask for the report",
            absl::StrCat("objective settle --contract ", contract->id,
                         " --objective ", objective.id)};
        desk.items.push_back(std::move(item));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
