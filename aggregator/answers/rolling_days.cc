#include "aggregator/answers/rolling_days.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Days in a row as `2026-10-05 to 2026-10-12`; ascending.
std::string DaysWords(const std::vector<absl::CivilDay>& days) {
  std::vector<std::string> words;
  for (size_t i = 0; i < days.size();) {
    size_t last = i;
    while (last + 1 < days.size() && days[last + 1] == days[last] + 1) ++last;
    words.push_back(last == i ? FormatDay(days[i])
                              : absl::StrCat(FormatDay(days[i]), " to ",
                                             FormatDay(days[last])));
    i = last + 1;
  }
  return absl::StrJoin(words, ", ");
}

}  // namespace

std::vector<ObjectiveWindow> WindowsBefore(const LevelBook& book,
                                           const ObjectiveWindow& window) {
  std::vector<ObjectiveWindow> before;
  if (window.objective->window.kind != MeasuringWindow::Kind::kRolling) {
    return before;
  }
  const absl::CivilDay first{absl::CivilMonth(window.last_day)};
  for (absl::CivilDay day = first; day < window.last_day; ++day) {
    std::optional<ObjectiveWindow> one =
        book.FindWindow(window.contract->id, window.objective->id, day);
    if (one.has_value() && one->range.to <= book.now()) {
      before.push_back(*std::move(one));
    }
  }
  return before;
}

absl::StatusOr<std::optional<LevelNote>> FindBreachedDays(
    LevelBook& book, const WindowFigures& shown) {
  // A number about one window says nothing of the days in it.
  if (!shown.lead.HasTimes()) return std::nullopt;
  const std::vector<ObjectiveWindow> before = WindowsBefore(book, shown.window);
  book.Expect(before);
  std::vector<absl::CivilDay> days;
  const WindowFigures* worst = nullptr;
  std::optional<Decimal> lowest;
  for (const ObjectiveWindow& one : before) {
    ASSIGN_OR_RETURN(const WindowFigures* figures, book.FiguresOf(one));
    if (figures->lead.verdict != Verdict::kBreached) continue;
    days.push_back(one.last_day);
    const std::optional<Decimal> attained = AttainedNumber(figures->lead);
    if (worst == nullptr || (attained.has_value() &&
                             (!lowest.has_value() || *attained < *lowest))) {
      worst = figures;
      lowest = attained;
    }
  }
  if (worst == nullptr) return std::nullopt;
  return LevelNote{
      "sla-rolling-breached",
      {{"days", DaysWords(days)},
       {"day", FormatDay(worst->window.last_day)},
       {"attained", FigureWords(worst->lead, *worst->window.objective)}}};
}

}  // namespace regisseur
