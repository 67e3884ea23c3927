#include <algorithm>
#include <utility>
#include <variant>

#include "aggregator/answers/service_level_figures.h"
#include "core/calendar/measuring_window.h"
#include "core/service_level/level_calculator.h"

namespace regisseur {
namespace {

void Add(const LevelTimes& part, LevelTimes& sum) {
  sum.agreed_us += part.agreed_us;
  sum.excluded_us += part.excluded_us;
  sum.unknown_us += part.unknown_us;
  sum.down_us += part.down_us;
  sum.weighted_down += part.weighted_down;
}

// Agreed time that was taken out from `since` on.
absl::Duration ExcludedSince(const ServiceLevel& level, absl::Time since) {
  absl::Duration sum;
  for (const LevelPiece& piece : level.pieces) {
    if (piece.kind != TimeKind::kExcluded || !piece.agreed) continue;
    const absl::Time from = std::max(piece.range.from, since);
    if (from < piece.range.to) sum += piece.range.to - from;
  }
  return sum;
}

// How much of the allowance a part drew of what the next part may still draw:
// what is excluded less what would be without any announcement. The allowance
// is one for the whole window, or for a month where the contract says so.
absl::Duration DrawnInPart(const Objective& objective,
                           const ObjectiveWindow::Part& part,
                           const ServiceEvidence& evidence,
                           const ServiceLevel& level, absl::Time now) {
  const auto& terms = std::get<AvailabilityTerms>(objective.terms);
  if (!terms.excluded.has_value() || !terms.excluded->maintenance.has_value()) {
    return absl::ZeroDuration();
  }
  absl::Time since = part.range.from;
  if (terms.excluded->maintenance->per_month) {
    const absl::TimeZone zone = objective.window.zone;
    const absl::CivilMonth month(
        zone.At(part.range.to - absl::Nanoseconds(1)).cs);
    since = std::max(since, absl::FromCivil(absl::CivilDay(month), zone));
  }
  Objective without = objective;
  std::get<AvailabilityTerms>(without.terms).excluded->maintenance.reset();
  const ServiceLevel excused =
      LevelCalculator(without, part.range, now).Compute(evidence);
  return ExcludedSince(level, since) - ExcludedSince(excused, since);
}

ServiceLevel ComputeOverParts(const ObjectiveWindow& window,
                              const ServiceEvidence& evidence, absl::Time now) {
  const auto& terms = std::get<AvailabilityTerms>(window.objective->terms);
  LevelTimes times;
  absl::Duration agreed_whole;
  std::vector<LevelPiece> pieces;
  absl::Duration drawn;
  for (const ObjectiveWindow::Part& part : window.parts) {
    Objective objective = *part.objective;
    auto& own = std::get<AvailabilityTerms>(objective.terms);
    if (own.excluded.has_value() && own.excluded->maintenance.has_value() &&
        own.excluded->maintenance->at_most.has_value()) {
      absl::Duration& left = *own.excluded->maintenance->at_most;
      left = std::max(absl::ZeroDuration(), left - drawn);
    }
    const LevelCalculator calculator(objective, part.range, now);
    const ServiceLevel level = calculator.Compute(evidence);
    drawn += DrawnInPart(objective, part, evidence, level, now);
    Add(level.times, times);
    agreed_whole += calculator.agreed_whole_window();
    pieces.insert(pieces.end(), level.pieces.begin(), level.pieces.end());
  }
  ServiceLevel level = JudgeTimes(terms, times, agreed_whole,
                                  window.range.to <= now, evidence.was_at_risk);
  level.window = window.range;
  level.pieces = std::move(pieces);
  return level;
}

ServiceLevel ComputeOnce(const ObjectiveWindow& window,
                         const ServiceEvidence& evidence, absl::Time now,
                         bool with_pieces) {
  if (window.parts.size() > 1) return ComputeOverParts(window, evidence, now);
  return LevelCalculator(*window.objective, window.range, now)
      .Compute(evidence, with_pieces);
}

// Whether a rolling window was last said to be at risk: told again from the
// facts, day by day over its own length, so that nothing has to be remembered.
// Where downtime can only grow, as in a window of the calendar, nothing that
// was said before makes a difference.
bool WasAtRisk(const ObjectiveWindow& window, ServiceEvidence evidence,
               absl::Time now) {
  const MeasuringWindow& shape = window.objective->window;
  if (shape.kind != MeasuringWindow::Kind::kRolling) return false;
  evidence.was_at_risk = false;
  const absl::CivilDay today(shape.zone.At(now).cs);
  for (int back = shape.rolling_days; back >= 0; --back) {
    // At the end of each day, and at last as the day begins.
    const absl::Time at = absl::FromCivil(today - back, shape.zone);
    const TimeRange range = WindowContaining(shape, at);
    const ServiceLevel then =
        LevelCalculator(*window.objective, range, at).Compute(evidence, false);
    evidence.was_at_risk =
        then.verdict == Verdict::kAtRisk || then.verdict == Verdict::kBreached;
  }
  return evidence.was_at_risk;
}

}  // namespace

ServiceLevel ComputeAvailability(const ObjectiveWindow& window,
                                 const ServiceFacts& facts,
                                 absl::Span<const AcceptedExclusion> exclusions,
                                 absl::Time now, bool with_pieces) {
  std::vector<TimeRange> excused;
  for (const AcceptedExclusion& exclusion : exclusions) {
    excused.push_back(exclusion.range);
  }
  ServiceEvidence evidence = facts.Evidence(excused);
  ServiceLevel level = ComputeOnce(window, evidence, now, with_pieces);
  if (level.closed || level.verdict != Verdict::kOnTrack) return level;
  // Between 70 and 75 % of the budget it matters what was said before.
  evidence.was_at_risk = true;
  ServiceLevel other = ComputeOnce(window, evidence, now, with_pieces);
  if (other.verdict == Verdict::kAtRisk && WasAtRisk(window, evidence, now)) {
    return other;
  }
  return level;
}

}  // namespace regisseur
