#include <algorithm>
#include <utility>
#include <variant>

#include "aggregator/answers/number_figure.h"
#include "core/matter/silent_consent.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// One number about the whole window is told by whoever tells about all of it;
// scores, outcomes and tests are about times of their own.
bool IsAbout(const ObjectiveWindow& window, const EnteredFigure& entered) {
  const auto& terms = window.objective->terms;
  if (std::holds_alternative<ScoreTerms>(terms) ||
      std::holds_alternative<OutcomeTerms>(terms) ||
      std::holds_alternative<RecoveryTerms>(terms)) {
    return entered.period.from < window.range.to;
  }
  return entered.period.from <= window.range.from &&
         window.range.to <= entered.period.to;
}

// Nobody objected in time while it counted: it is settled, and stays.
bool WasSettledBySilence(const ObjectiveWindow& window,
                         const WindowSettled& settled,
                         const EnteredFigure& entered) {
  const Objective& objective = *window.objective;
  if (entered.origin != FigureOrigin::kReported ||
      !objective.evidence.object_within.has_value()) {
    return false;
  }
  const auto day = [&](absl::Time at) {
    return absl::ToCivilDay(at, objective.window.zone);
  };
  FigureFacts facts;
  facts.told = day(std::max(entered.entered, window.range.to));
  if (!settled.objections.empty()) {
    facts.objected = day(settled.objections.front().raised);
  }
  return FindFigureStanding(objective.evidence, facts, objective.holidays,
                            entered.expires) ==
         FigureStanding::kSettledBySilence;
}

bool Counts(const ObjectiveWindow& window, const WindowSettled& settled,
            const EnteredFigure& entered, absl::Time now) {
  return absl::ToCivilDay(now, window.objective->window.zone) <=
             entered.expires ||
         WasSettledBySilence(window, settled, entered);
}

}  // namespace

std::optional<Figure> ComputeEnteredFigure(const ObjectiveWindow& window,
                                           const WindowSettled& settled,
                                           FigureOrigin origin,
                                           absl::Time now) {
  std::vector<const EnteredFigure*> counting;
  for (const EnteredFigure& entered : settled.entered) {
    if (entered.origin == origin && IsAbout(window, entered) &&
        Counts(window, settled, entered, now)) {
      counting.push_back(&entered);
    }
  }
  std::vector<Measurement> measurements;
  measurements.reserve(counting.size());
  std::vector<ToldNumber> told;
  for (const EnteredFigure* entered : counting) {
    Measurement& measurement = measurements.emplace_back();
    measurement.value = entered->figure;
    measurement.unit = entered->unit;
    ToldNumber number{.measurement = &measurement, .period = entered->period};
    // A contract may cover only a part of the calendar's window.
    if (number.period.from <= window.range.from &&
        window.range.to <= number.period.to) {
      number.period = window.range;
    }
    told.push_back(std::move(number));
  }
  std::optional<Figure> figure = ComputeNumberFigure(window, told, origin, now);
  if (!figure.has_value()) return figure;
  const EnteredFigure& last = *counting.back();
  figure->notes.push_back(
      {"sla-entered-by-hand",
       {{"document", last.document}, {"when", FormatForPeople(last.entered)}}});
  figure->by_hand = last;
  return figure;
}

const EnteredFigure* FindExpired(const ObjectiveWindow& window,
                                 const WindowSettled& settled,
                                 std::optional<FigureOrigin> origin,
                                 absl::Time now) {
  const EnteredFigure* last = nullptr;
  for (const EnteredFigure& entered : settled.entered) {
    if ((!origin.has_value() || entered.origin == *origin) &&
        IsAbout(window, entered) && !Counts(window, settled, entered, now)) {
      last = &entered;
    }
  }
  return last;
}

}  // namespace regisseur
