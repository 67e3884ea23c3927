#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/measurements.h"
#include "core/base/status_macros.h"
#include "core/matter/silent_consent.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Windows of so many months are looked at: what is older was lived with.
constexpr int kMonths = 3;
// Where the contract says no day, a figure is missed so many working days after
// the end of its window.
constexpr EvidenceTerms::Days kUsualDays{.days = 10, .working = true};

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

const LevelNote* FindNote(const WindowFigures& figures,
                          absl::string_view rule) {
  const std::vector<LevelNote>& notes = figures.lead.notes;
  const auto found =
      std::find_if(notes.begin(), notes.end(),
                   [&](const LevelNote& note) { return note.rule == rule; });
  return found == notes.end() ? nullptr : &*found;
}

// Nobody whose word counts says anything about the window.
bool IsMissing(const WindowFigures& figures) {
  return FindNote(figures, "sla-nobody-tells") != nullptr ||
         FindNote(figures, "sla-leading-origin-silent") != nullptr ||
         FindNote(figures, "sla-figure-unreadable") != nullptr;
}

AgendaItem Begin(const AgendaDesk& desk, absl::string_view kind,
                 const ObjectiveWindow& window) {
  const Contract& contract = *window.contract;
  const std::string& objective = window.objective->id;
  AgendaItem item = desk.Begin(
      kind, absl::StrCat(objective, ":", FormatDay(window.last_day)), contract);
  item.title.arguments["objective"] = objective;
  item.title.arguments["period"] = MeasurementPeriodLabel(
      window.range.from, window.range.to, window.objective->window.zone);
  item.evidence = {absl::StrCat("measurement list --provider ", item.provider)};
  item.AddChoice("choice-figure-ask");
  item.AddChoice(
      "choice-figure-enter",
      absl::StrCat("measurement add --provider ", item.provider, " --contract ",
                   contract.id, " --objective ", objective, " --period ",
                   FormatDay(window.last_day), " --value … --document …"));
  item.AddChoice(
      "choice-figure-settle",
      absl::StrCat("objective settle --contract ", contract.id, " --objective ",
                   objective, " --period ", FormatDay(window.last_day),
                   " --value … --document …"));
  return item;
}

// It was told, and could not be read.
void SayUnreadable(const WindowFigures& figures, AgendaItem& item) {
  const LevelNote* unreadable = FindNote(figures, "sla-figure-unreadable");
  if (unreadable == nullptr) return;
  item.title.rule = "agenda-figure-unreadable";
  item.title.arguments.insert(unreadable->arguments.begin(),
                              unreadable->arguments.end());
  item.evidence.push_back(
      absl::StrCat("source show ", unreadable->arguments.at("source")));
}

// A report that is due and absent.
absl::Status AddOverdue(AgendaDesk& desk, const ObjectiveWindow& window) {
  const absl::CivilDay due =
      AddDays(window.last_day, *window.objective->evidence.report_due,
              window.contract->holidays);
  if (due >= desk.today) return absl::OkStatus();
  ASSIGN_OR_RETURN(const WindowFigures* figures,
                   desk.open.book->FiguresOf(window));
  if (IsTold(*figures)) return absl::OkStatus();
  AgendaItem item = Begin(desk, "report_overdue", window);
  item.decide_by = due;
  item.title.rule = "agenda-report-overdue";
  item.title.arguments["day"] = FormatDay(due);
  item.if_nothing.rule = "agenda-report-missing";
  SayUnreadable(*figures, item);
  desk.items.push_back(std::move(item));
  return absl::OkStatus();
}

// A figure that no source tells and nobody entered.
absl::Status AddMissing(AgendaDesk& desk, const ObjectiveWindow& window) {
  if (AddDays(window.last_day, kUsualDays, window.contract->holidays) >=
      desk.today) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const WindowFigures* figures,
                   desk.open.book->FiguresOf(window));
  if (!IsMissing(*figures)) return absl::OkStatus();
  AgendaItem item = Begin(desk, "figure_missing", window);
  item.title.rule = "agenda-figure-missing";
  SayUnreadable(*figures, item);
  item.if_nothing.rule = "agenda-figure-unknown";
  desk.items.push_back(std::move(item));
  return absl::OkStatus();
}

}  // namespace

absl::Status AddReportItems(AgendaDesk& desk) {
  LevelBook& book = *desk.open.book;
  const absl::CivilMonth month(desk.today);
  for (const Contract* contract : desk.Running()) {
    for (const Objective& objective : contract->objectives) {
      std::vector<ObjectiveWindow> windows =
          book.WindowsOf(contract->id, objective.id, {month - kMonths, month});
      std::erase_if(windows, [&](const ObjectiveWindow& window) {
        return window.range.to > desk.known.moment();
      });
      if (windows.empty()) continue;
      book.Expect(windows);
      if (objective.evidence.report_due.has_value()) {
        for (const ObjectiveWindow& window : windows) {
          RETURN_IF_ERROR(AddOverdue(desk, window));
        }
      } else {
        // Without a day that was agreed the last one stands for all.
        RETURN_IF_ERROR(AddMissing(desk, windows.back()));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
