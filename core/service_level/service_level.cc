#include "core/service_level/service_level.h"

namespace regisseur {
namespace {

constexpr Int128 kWhole = 1'000'000;  // the weight of time that counts wholly

std::optional<LevelFraction> Fraction(Int128 part, Int128 whole) {
  if (whole <= 0) return std::nullopt;
  return LevelFraction{part, whole};
}

// -1, 0, 1 of a figure against the target, as the contract compares.
int Compare(const LevelFraction& figure, const AvailabilityTerms& terms) {
  if (terms.compare_decimals.has_value()) {
    return Decimal::Compare(figure.RoundedPercent(*terms.compare_decimals),
                            terms.target);
  }
  return figure.CompareToPercent(terms.target);
}

// Exact for every length and target that a contract can have.
Decimal Times(const Decimal& a, const Decimal& b) {
  return Decimal::Multiply(a, b).value_or(Decimal());
}
Decimal Minus(const Decimal& a, const Decimal& b) {
  return Decimal::Subtract(a, b).value_or(Decimal());
}

// True while the observed share allows to judge by what was seen alone.
bool SeenEnough(const std::optional<LevelFraction>& observed_share) {
  return observed_share.has_value() &&
         observed_share->CompareToPercent(Decimal(90, 0)) >= 0;
}

Verdict JudgeClosed(const AvailabilityTerms& terms, ServiceLevel& level) {
  // Without time that counts nothing was missed.
  if (!level.attained_at_most.has_value()) return Verdict::kMet;
  const bool kept_by_the_kindest = Compare(*level.attained_at_most, terms) >= 0;
  const bool kept_by_the_harshest =
      Compare(*level.attained_at_least, terms) >= 0;
  level.judged = level.attained_at_most;
  level.judged_is_bound = level.times.unknown_us > 0;
  switch (terms.no_data) {
    case NoData::kUp:
      level.judged_is_bound = false;
      return kept_by_the_kindest ? Verdict::kMet : Verdict::kBreached;
    case NoData::kDown:
      level.judged = level.attained_at_least;
      level.judged_is_bound = false;
      return kept_by_the_harshest ? Verdict::kMet : Verdict::kBreached;
    case NoData::kExclude:
      if (SeenEnough(level.observed_share) && level.attained.has_value()) {
        level.judged = level.attained;
        level.judged_is_bound = false;
        return Compare(*level.attained, terms) >= 0 ? Verdict::kMet
                                                    : Verdict::kBreached;
      }
      break;
    case NoData::kBounds:
      break;
  }
  if (!kept_by_the_kindest) return Verdict::kBreached;
  return kept_by_the_harshest ? Verdict::kMet : Verdict::kUnknown;
}

Verdict JudgeRunning(const AvailabilityTerms& terms, ServiceLevel& level,
                     bool was_at_risk) {
  Decimal used = level.times.DowntimeSeconds();
  level.judged = level.attained_at_most;
  level.judged_is_bound = level.times.unknown_us > 0;
  if (terms.no_data == NoData::kDown) {
    used =
        Decimal::Add(used, Decimal(level.times.unknown_us, 6)).value_or(used);
    level.judged = level.attained_at_least;
    level.judged_is_bound = false;
  }
  if (used > level.budget.total) return Verdict::kBreached;
  const Decimal limit =
      Times(level.budget.total, was_at_risk ? Decimal(70, 2) : Decimal(75, 2));
  const bool at_risk =
      was_at_risk ? used >= limit && !used.IsZero() : used > limit;
  return at_risk ? Verdict::kAtRisk : Verdict::kOnTrack;
}

}  // namespace

const char* VerdictWord(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMet:
      return "met";
    case Verdict::kBreached:
      return "breached";
    case Verdict::kUnknown:
      return "unknown";
    case Verdict::kAtRisk:
      return "at_risk";
    case Verdict::kOnTrack:
      return "on_track";
  }
  return "unknown";
}

std::optional<LevelFraction> LevelTimes::Attained() const {
  const Int128 base = Int128{agreed_us - excluded_us - unknown_us} * kWhole;
  return Fraction(base - weighted_down, base);
}

std::optional<LevelFraction> LevelTimes::AttainedAtLeast() const {
  const Int128 base = Int128{agreed_us - excluded_us} * kWhole;
  return Fraction(base - weighted_down - Int128{unknown_us} * kWhole, base);
}

std::optional<LevelFraction> LevelTimes::AttainedAtMost() const {
  const Int128 base = Int128{agreed_us - excluded_us} * kWhole;
  return Fraction(base - weighted_down, base);
}

std::optional<LevelFraction> LevelTimes::ObservedShare() const {
  const Int128 base = Int128{agreed_us - excluded_us};
  return Fraction(base - unknown_us, base);
}

ServiceLevel JudgeTimes(const AvailabilityTerms& terms, const LevelTimes& times,
                        absl::Duration agreed_whole, bool closed,
                        bool was_at_risk) {
  ServiceLevel level;
  level.closed = closed;
  level.target = terms.target;
  level.times = times;
  level.agreed_whole_window = agreed_whole;
  level.attained = times.Attained();
  level.attained_at_least = times.AttainedAtLeast();
  level.attained_at_most = times.AttainedAtMost();
  level.observed_share = times.ObservedShare();
  level.compared_decimals = terms.compare_decimals;
  // (1 - target / 100) * (agreed of the whole window - excluded so far).
  const Decimal may_be_lost =
      Times(Minus(Decimal(100, 0), terms.target), Decimal(1, 2));
  const int64_t budget_base =
      absl::ToInt64Microseconds(agreed_whole) - times.excluded_us;
  level.budget.total = Times(may_be_lost, Decimal(budget_base, 6));
  level.budget.left = Minus(level.budget.total, times.DowntimeSeconds());
  level.verdict = closed ? JudgeClosed(terms, level)
                         : JudgeRunning(terms, level, was_at_risk);
  return level;
}

}  // namespace regisseur
