#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/measurements.h"
#include "aggregator/answers/objectives.h"
#include "aggregator/answers/service_levels.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Windows of so many months are looked at: what is older was lived with.
constexpr int kMonths = 3;
// Consequences reach further: terms that begin with a missed window.
constexpr int kConsequenceMonths = 12;
// So long after its day a plan that is due stays, for nobody tells that it
// came.
constexpr int kPlanDays = 30;

AgendaItem Begin(const AgendaDesk& desk, absl::string_view kind,
                 const ObjectiveWindow& window, absl::string_view more = "") {
  const Contract& contract = *window.contract;
  const std::string& objective = window.objective->id;
  AgendaItem item =
      desk.Begin(kind,
                 absl::StrCat(objective, ":", FormatDay(window.last_day),
                              more.empty() ? "" : ":", more),
                 contract);
  item.title.arguments["objective"] = objective;
  item.title.arguments["period"] = MeasurementPeriodLabel(
      window.range.from, window.range.to, window.objective->window.zone);
  item.title.arguments["last_day"] = FormatDay(window.last_day);
  item.evidence = {absl::StrCat(
      "sla show --contract ", contract.id, " --objective ", objective,
      " --period ", FormatMonth(absl::CivilMonth(window.last_day)))};
  return item;
}

std::string Options(const ObjectiveWindow& window) {
  return absl::StrCat(" --contract ", window.contract->id, " --objective ",
                      window.objective->id, " --period ",
                      FormatDay(window.last_day));
}

void AddPressure(AgendaItem& item, const ObjectiveWindow& window) {
  item.AddChoice("choice-level-look",
                 absl::StrCat("sla show --contract ", window.contract->id,
                              " --objective ", window.objective->id));
  item.AddChoice("choice-level-ask");
  item.AddChoice("choice-level-escalate");
}

// The one that runs, and cannot be kept or soon cannot.
absl::Status AddRunning(AgendaDesk& desk, const ObjectiveWindow& window) {
  ASSIGN_OR_RETURN(const WindowFigures* figures,
                   desk.open.book->FiguresOf(window));
  const Verdict verdict = figures->lead.verdict;
  if (verdict != Verdict::kAtRisk && verdict != Verdict::kBreached) {
    return absl::OkStatus();
  }
  AgendaItem item = Begin(desk, "objective_at_risk", window);
  item.decide_by = window.last_day;
  item.title.rule = verdict == Verdict::kAtRisk ? "agenda-level-at-risk"
                                                : "agenda-level-lost";
  item.title.arguments["attained"] =
      FigureWords(figures->lead, *window.objective);
  item.if_nothing.rule = verdict == Verdict::kAtRisk
                             ? "agenda-level-at-risk-nothing"
                             : "agenda-level-lost-nothing";
  item.if_nothing.arguments = item.title.arguments;
  AddPressure(item, window);
  desk.items.push_back(std::move(item));
  return absl::OkStatus();
}

// The last two that are over, where no consequence says more.
absl::Status AddMissedTwice(AgendaDesk& desk,
                            const std::vector<ObjectiveWindow>& closed) {
  if (closed.size() < 2) return absl::OkStatus();
  const ObjectiveWindow& last = closed.back();
  for (const ObjectiveWindow* window : {&closed[closed.size() - 2], &last}) {
    ASSIGN_OR_RETURN(const WindowFigures* figures,
                     desk.open.book->FiguresOf(*window));
    if (figures->lead.verdict != Verdict::kBreached) return absl::OkStatus();
  }
  AgendaItem item = Begin(desk, "objective_missed_twice", last);
  item.title.rule = "agenda-level-missed-twice";
  item.if_nothing.rule = "agenda-level-missed-twice-nothing";
  AddPressure(item, last);
  desk.items.push_back(std::move(item));
  return absl::OkStatus();
}

struct ConsequenceWords {
  const char* kind;
  const char* title;
  const char* undated;
  const char* nothing;
};
ConsequenceWords WordsOf(const DueConsequence& due) {
  if (due.then == "improvement_plan") {
    return {"improvement_plan_due", "agenda-plan-due",
            "agenda-plan-due-undated", "agenda-plan-due-nothing"};
  }
  if (due.then == "may_terminate") {
    return {"right_to_terminate", "agenda-may-terminate",
            "agenda-may-terminate-undated", "agenda-may-terminate-nothing"};
  }
  return {"consequence_due", "agenda-consequence", "agenda-consequence-undated",
          "agenda-consequence-nothing"};
}

bool IsOver(const AgendaDesk& desk, const DueConsequence& due,
            absl::CivilMonth month) {
  if (!due.by.has_value()) {
    return absl::CivilMonth(due.window_last_day) < month - kMonths;
  }
  return *due.by + (due.then == "may_terminate" ? 0 : kPlanDays) < desk.today;
}

void AddConsequence(AgendaDesk& desk, const ObjectiveWindow& window,
                    const DueConsequence& due) {
  const ConsequenceWords words = WordsOf(due);
  AgendaItem item =
      Begin(desk, words.kind, window,
            absl::string_view(words.kind) == "consequence_due" ? due.then : "");
  item.decide_by = due.by;
  item.title.rule = due.by.has_value() ? words.title : words.undated;
  item.title.arguments["then"] = due.then;
  if (due.by.has_value()) item.title.arguments["day"] = FormatDay(*due.by);
  item.if_nothing.rule = words.nothing;
  item.if_nothing.arguments = item.title.arguments;
  item.evidence.push_back(absl::StrCat("contract show ", window.contract->id));
  if (due.then == "may_terminate") {
    item.AddChoice("choice-terminate-use");
    item.AddChoice("choice-terminate-plan");
    item.AddNothing("choice-terminate-keep");
  } else {
    item.AddChoice("choice-plan-demand");
    item.AddChoice("choice-plan-accept");
    item.AddChoice("choice-plan-escalate");
  }
  desk.items.push_back(std::move(item));
}

absl::StatusOr<bool> AddConsequences(AgendaDesk& desk, const Contract& contract,
                                     const Objective& objective) {
  bool any = false;
  if (objective.remedies.consequences.empty()) return any;
  LevelBook& book = *desk.open.book;
  const absl::CivilMonth month(desk.today);
  for (const ObjectiveWindow& window : book.WindowsOf(
           contract.id, objective.id, {month - kConsequenceMonths, month})) {
    if (window.range.to > desk.known.moment()) continue;
    ASSIGN_OR_RETURN(const std::vector<DueConsequence> due,
                     ReadConsequences(book, window));
    for (const DueConsequence& one : due) {
      if (IsOver(desk, one, month)) continue;
      AddConsequence(desk, window, one);
      any = true;
    }
  }
  return any;
}

std::string WhoseWord(const Figure& figure) {
  if (figure.by_hand.has_value()) return figure.by_hand->document;
  return absl::StrJoin(figure.sources, ", ");
}

// Where the other figure would give us more, that is lost when it does not
// count.
std::optional<Decimal> LossBy(const Disagreement& difference) {
  if (!difference.amount.has_value() || !difference.amount->IsNegative()) {
    return std::nullopt;
  }
  return difference.amount->Negated();
}

// What others make of one window, other origins or other sources of one, where
// verdict or money differ.
absl::Status AddDisagreement(AgendaDesk& desk, const ObjectiveWindow& window) {
  LevelBook& book = *desk.open.book;
  ASSIGN_OR_RETURN(const WindowFigures* figures, book.FiguresOf(window));
  // Settled, disputed, or an item of its own while an objection is in time only
  // for a few days more.
  if (figures->others.empty() || !figures->disputes.empty() ||
      (figures->object_by.has_value() &&
       *figures->object_by - desk.today <= kObjectionAheadDays) ||
      figures->lead.origin == FigureOrigin::kSettled) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const ServiceLevelRow row, ReadServiceLevel(book, window));
  const auto differs = std::find_if(
      row.disagreements.begin(), row.disagreements.end(),
      [&](const Disagreement& one) {
        // While an objection is in time the other side's word is
        // what it would be about; two words of one side are not.
        return one.Matters() && (!figures->object_by.has_value() ||
                                 row.figures.others[one.other].origin ==
                                     row.figures.lead.origin);
      });
  if (differs == row.disagreements.end()) return absl::OkStatus();
  const Figure& other = row.figures.others[differs->other];
  AgendaItem item = Begin(desk, "figures_disagree", window);
  item.estimated = LossBy(*differs);
  item.decide_by = figures->object_by;
  item.title.rule = other.origin == row.figures.lead.origin
                        ? "agenda-figures-disagree-sources"
                        : "agenda-figures-disagree";
  item.title.arguments["lead"] =
      FigureWords(row.figures.lead, *window.objective);
  item.title.arguments["lead_origin"] =
      FigureOriginWord(row.figures.lead.origin);
  item.title.arguments["other"] = FigureWords(other, *window.objective);
  item.title.arguments["other_origin"] = FigureOriginWord(other.origin);
  item.title.arguments["lead_source"] = WhoseWord(row.figures.lead);
  item.title.arguments["other_source"] = WhoseWord(other);
  item.if_nothing.rule = "agenda-figures-disagree-nothing";
  item.if_nothing.arguments = item.title.arguments;
  item.AddChoice("choice-figure-object",
                 absl::StrCat("objective object", Options(window),
                              " --figure … --reason …"));
  item.AddChoice("choice-figure-settle",
                 absl::StrCat("objective settle", Options(window),
                              " --value … --document …"));
  item.AddNothing("choice-figure-leave");
  desk.items.push_back(std::move(item));
  return absl::OkStatus();
}

absl::Status AddDisputes(AgendaDesk& desk) {
  ASSIGN_OR_RETURN(const std::vector<const WindowFigures*> disputed,
                   desk.open.book->ListDisputed());
  for (const WindowFigures* figures : disputed) {
    const OpenObjection& first = figures->disputes.front();
    AgendaItem item = Begin(desk, "dispute_open", figures->window);
    item.title.rule = "agenda-dispute";
    item.title.arguments["side"] = SideWords(first);
    item.title.arguments["when"] = FormatForPeople(first.raised);
    item.title.arguments["attained"] =
        FigureWords(figures->lead, *figures->window.objective);
    item.if_nothing.rule = "agenda-dispute-nothing";
    item.evidence.push_back(absl::StrCat("objective objections --contract ",
                                         figures->window.contract->id));
    item.since = first.raised;
    item.AddChoice("choice-figure-settle",
                   absl::StrCat("objective settle", Options(figures->window),
                                " --value … --document …"));
    item.AddChoice("choice-dispute-withdraw");
    item.AddChoice("choice-dispute-escalate");
    desk.items.push_back(std::move(item));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddPromiseItems(AgendaDesk& desk) {
  LevelBook& book = *desk.open.book;
  const absl::CivilMonth month(desk.today);
  for (const Contract* contract : desk.Running()) {
    for (const Objective& objective : contract->objectives) {
      std::vector<ObjectiveWindow> closed =
          book.WindowsOf(contract->id, objective.id, {month - kMonths, month});
      std::erase_if(closed, [&](const ObjectiveWindow& window) {
        return window.range.to > desk.known.moment();
      });
      book.Expect(closed);
      const std::optional<ObjectiveWindow> running = FindRunningWindow(
          desk.contracts, contract->id, objective.id, book.now());
      if (running.has_value()) {
        RETURN_IF_ERROR(AddRunning(desk, *running));
      }
      ASSIGN_OR_RETURN(const bool has_consequence,
                       AddConsequences(desk, *contract, objective));
      if (!has_consequence) RETURN_IF_ERROR(AddMissedTwice(desk, closed));
      for (const ObjectiveWindow& window : closed) {
        RETURN_IF_ERROR(AddDisagreement(desk, window));
      }
    }
  }
  return AddDisputes(desk);
}

}  // namespace regisseur
