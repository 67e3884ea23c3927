#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/digest_rules.h"
#include "aggregator/answers/measurements.h"
#include "aggregator/answers/objectives.h"
#include "aggregator/answers/service_levels.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Closed windows of so many months are held against what they were before.
constexpr int kMonths = 3;

// One promise at both moments.
class LevelComparison {
 public:
  LevelComparison(DigestDesk& desk, const OpenBook& before,
                  const OpenBook& after)
      : desk_(desk), before_(before), after_(after) {}

  absl::Status Compare(const std::string& contract,
                       const std::string& objective) {
    LevelBook& book = *after_.book;
    const absl::CivilMonth month(desk_.LastDay());
    const std::optional<ObjectiveWindow> then = FindRunningWindow(
        *before_.contracts, contract, objective, before_.book->now());
    for (const ObjectiveWindow& window :
         book.WindowsOf(contract, objective, {month - kMonths, month})) {
      ASSIGN_OR_RETURN(const WindowFigures* now, book.FiguresOf(window));
      std::optional<Verdict> was;
      // A promise over so many days ends a window a day: the one that ran then
      // stands for the one that runs now.
      const std::optional<ObjectiveWindow> same =
          window.range.to > book.now() && then.has_value()
              ? then
              : before_.book->FindWindow(contract, objective, window.last_day);
      if (same.has_value()) {
        ASSIGN_OR_RETURN(const WindowFigures* figures,
                         before_.book->FiguresOf(*same));
        was = figures->lead.verdict;
      }
      Tell(window, *now, was);
    }
    return absl::OkStatus();
  }

 private:
  // Whether a reader wants to know: a window that begins, ends well or waits
  // for its number is no news.
  static bool IsNews(const WindowFigures& now, std::optional<Verdict> was) {
    const Verdict verdict = now.lead.verdict;
    if (was == verdict) return false;
    const bool was_well =
        !was.has_value() || was == Verdict::kOnTrack || was == Verdict::kMet;
    const bool is_well =
        verdict == Verdict::kOnTrack || verdict == Verdict::kMet;
    if (was_well && is_well) return false;
    if (!now.closed && verdict == Verdict::kUnknown) return false;
    if (!was.has_value() && verdict == Verdict::kUnknown) return now.closed;
    // What was not known while it ran is known now, and well.
    return !(was == Verdict::kUnknown && is_well && !now.closed);
  }

  void Tell(const ObjectiveWindow& window, const WindowFigures& now,
            std::optional<Verdict> was) {
    if (!IsNews(now, was)) return;
    const std::string period = MeasurementPeriodLabel(
        window.range.from, window.range.to, window.objective->window.zone);
    DigestChange change;
    change.kind = "level_changed";
    change.sentence.rule =
        was.has_value() ? "change-level" : "change-level-new";
    change.sentence.arguments = {
        {"contract", window.contract->id},
        {"objective", window.objective->id},
        {"period", period},
        {"verdict", VerdictWord(now.lead.verdict)},
        {"was", was.has_value() ? VerdictWord(*was) : ""},
        {"attained", now.lead.Attained().has_value()
                         ? FigureWords(now.lead, *window.objective)
                         : std::string("–")}};
    change.provider = desk_.known.CurrentId(window.contract->provider);
    change.evidence = {
        absl::StrCat("sla show --contract ", window.contract->id,
                     " --objective ", window.objective->id, " --period ",
                     FormatMonth(absl::CivilMonth(window.last_day)))};
    change.bad = now.lead.verdict == Verdict::kBreached ||
                 now.lead.verdict == Verdict::kAtRisk ||
                 now.lead.verdict == Verdict::kUnknown;
    if (now.closed) {
      change.time = absl::FromCivil(window.last_day, desk_.zone());
    }
    desk_.changes.push_back(std::move(change));
  }

  DigestDesk& desk_;
  const OpenBook& before_;
  const OpenBook& after_;
};

}  // namespace

absl::Status AddLevelChanges(DigestDesk& desk) {
  ASSIGN_OR_RETURN(const OpenBook after,
                   OpenLevelBook(desk.context, desk.who, desk.to));
  if (after.contracts->empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const OpenBook before,
                   OpenLevelBook(desk.context, desk.who, desk.Before()));
  LevelComparison comparison(desk, before, after);
  for (const Contract* contract : after.contracts->InForce(desk.LastDay())) {
    if (!desk.Wants(desk.known.CurrentId(contract->provider))) continue;
    for (const std::string& objective :
         ObjectiveIds(*after.contracts, contract->id)) {
      RETURN_IF_ERROR(comparison.Compare(contract->id, objective));
    }
  }
  for (const Gap& gap : after.book->gaps()) AddGap(gap, desk.gaps);
  return absl::OkStatus();
}

}  // namespace regisseur
