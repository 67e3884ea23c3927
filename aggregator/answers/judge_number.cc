#include "aggregator/answers/number_figure.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace regisseur {
namespace {

// Of percentages that become a fraction.
constexpr int kMostFractionDecimals = 15;

// How far an outcome is on the way from baseline to target, and how much of
// the time has passed, both as fractions of one; absent without a day.
bool IsOnTheWay(const OutcomeTerms& terms, const Decimal& number,
                absl::CivilDay start, absl::CivilDay on) {
  if (!terms.by.has_value() || *terms.by <= start) return true;
  const auto way = Decimal::Subtract(terms.target, terms.baseline);
  const auto gone = Decimal::Subtract(number, terms.baseline);
  if (!way.ok() || !gone.ok()) return true;
  const Decimal days(*terms.by - start, 0);
  const Decimal passed(std::min(on, *terms.by) - start, 0);
  // gone / way >= passed / days, with the signs of both ways.
  const auto left = Decimal::Multiply(*gone, days);
  const auto right = Decimal::Multiply(*way, passed);
  if (!left.ok() || !right.ok()) return true;
  return way->IsNegative() ? *left <= *right : *left >= *right;
}

}  // namespace

Verdict KeptVerdict(bool kept, bool closed) {
  if (closed) return kept ? Verdict::kMet : Verdict::kBreached;
  return kept ? Verdict::kOnTrack : Verdict::kAtRisk;
}

Figure JudgeNumber(const ObjectiveWindow& window, const Decimal& number,
                   FigureOrigin origin, absl::Time now) {
  Figure figure;
  figure.origin = origin;
  figure.stated = true;
  figure.number = number;
  const bool closed = window.range.to <= now;
  struct Judge {
    const ObjectiveWindow& window;
    const Decimal& number;
    bool closed;
    absl::Time now;
    Figure& figure;

    void operator()(const AvailabilityTerms& terms) {
      ServiceLevel level;
      level.window = window.range;
      level.closed = closed;
      level.target = terms.target;
      level.compared_decimals = terms.compare_decimals;
      // number / 100, exactly.
      const Decimal shown =
          number.scale() > kMostFractionDecimals
              ? number.Truncated(kMostFractionDecimals).Normalized()
              : number.Normalized();
      Int128 whole = 100;
      for (int i = 0; i < shown.scale(); ++i) whole *= 10;
      level.attained = LevelFraction{shown.coefficient(), whole};
      level.judged = level.attained;
      level.attained_at_least = level.attained;
      level.attained_at_most = level.attained;
      const Decimal compared =
          terms.compare_decimals.has_value()
              ? number.RoundedHalfAwayFromZero(*terms.compare_decimals)
              : number;
      level.verdict = KeptVerdict(compared >= terms.target, closed);
      figure.verdict = level.verdict;
      figure.level = std::move(level);
    }
    void operator()(const TicketTerms& terms) {
      bool above_all = true;
      bool below_all = true;
      for (const PriorityLevel& level : terms.levels) {
        (number >= level.share ? below_all : above_all) = false;
      }
      if (above_all || below_all)
        figure.verdict = KeptVerdict(above_all, closed);
    }
    void operator()(const IndicatorTerms& terms) {
      figure.verdict = KeptVerdict(
          terms.at_most ? number <= terms.target : number >= terms.target,
          closed);
    }
    void operator()(const CompositeTerms& terms) {
      figure.verdict = KeptVerdict(number >= terms.target, closed);
    }
    void operator()(const RecoveryTerms&) {}
    void operator()(const ScoreTerms& terms) {
      figure.verdict = KeptVerdict(number >= terms.target, closed);
    }
    void operator()(const OutcomeTerms& terms) {
      const bool reached = terms.target < terms.baseline
                               ? number <= terms.target
                               : number >= terms.target;
      const absl::CivilDay on = absl::ToCivilDay(
          std::min(window.range.to - absl::Nanoseconds(1), now),
          window.objective->window.zone);
      if (reached) {
        figure.verdict = KeptVerdict(true, closed);
      } else if (terms.by.has_value() && on >= *terms.by) {
        figure.verdict = Verdict::kBreached;
      } else {
        // The day has not come: it cannot be missed yet.
        figure.verdict =
            IsOnTheWay(terms, number, window.contract->term.start, on)
                ? Verdict::kOnTrack
                : Verdict::kAtRisk;
      }
    }
  };
  std::visit(Judge{window, number, closed, now, figure},
             window.objective->terms);
  return figure;
}

}  // namespace regisseur
