#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "core/contract/objective.h"
#include "core/service_level/level_fraction.h"
#include "core/status/operational_state.h"
#include "core/time/time_range.h"

namespace regisseur {

// How a promise stands (DECISIONS 16). The first three are for closed windows,
// breached for a running one too.
enum class Verdict { kMet, kBreached, kUnknown, kAtRisk, kOnTrack };

// `breached`, `at_risk`.
const char* VerdictWord(Verdict verdict);

// What a piece of time counts as.
enum class TimeKind { kUp, kDown, kExcluded, kUnknown };

// A stretch of a window and what it counts as: the evidence under a figure.
struct LevelPiece {
  TimeRange range;
  TimeKind kind = TimeKind::kUp;
  // Within the service hours; what is not does not count.
  bool agreed = true;
  // The worst state that a component was seen in.
  OperationalState state = OperationalState::kOperational;
  // How much of it counts as down, in millionths.
  int64_t weight_millionths = 0;
  // An outage below the minimum, which counts as up.
  bool too_short = false;
  // Counted as down although announced: the allowance was used up.
  bool beyond_allowance = false;
};

// Time added up, in microseconds.
struct LevelTimes {
  int64_t agreed_us = 0;
  int64_t excluded_us = 0;
  int64_t unknown_us = 0;
  // As the clock says, and weighted: microseconds times millionths.
  int64_t down_us = 0;
  Int128 weighted_down = 0;

  absl::Duration agreed() const { return absl::Microseconds(agreed_us); }
  absl::Duration excluded() const { return absl::Microseconds(excluded_us); }
  absl::Duration unknown() const { return absl::Microseconds(unknown_us); }
  // Weighted downtime in seconds, exact.
  Decimal DowntimeSeconds() const { return Decimal(weighted_down, 12); }

  // Up time of what was observed; absent when nothing was.
  std::optional<LevelFraction> Attained() const;
  // Over agreed - excluded, unknown time counted as down and as up; absent when
  // there is no such time.
  std::optional<LevelFraction> AttainedAtLeast() const;
  std::optional<LevelFraction> AttainedAtMost() const;
  // 1 - unknown / (agreed - excluded), as a fraction; absent as above.
  std::optional<LevelFraction> ObservedShare() const;

  friend bool operator==(const LevelTimes&, const LevelTimes&) = default;
};

// Time that may be lost, in seconds.
struct ErrorBudget {
  Decimal total;  // of the whole window, exact
  Decimal left;   // negative when more was lost; exact
  // Both as they are shown: one decimal, rounded half away from zero.
  Decimal ShownTotal() const { return total.RoundedHalfAwayFromZero(1); }
  Decimal ShownLeft() const { return left.RoundedHalfAwayFromZero(1); }
  friend bool operator==(const ErrorBudget&, const ErrorBudget&) = default;
};

// What became of an availability objective in one window.
struct ServiceLevel {
  TimeRange window;
  bool closed = false;
  Decimal target;
  LevelTimes times;
  absl::Duration agreed_whole_window;
  std::optional<LevelFraction> attained;
  std::optional<LevelFraction> attained_at_least;
  std::optional<LevelFraction> attained_at_most;
  std::optional<LevelFraction> observed_share;
  // What the verdict and everything that follows from it went by: by default
  // attained_at_most.
  std::optional<LevelFraction> judged;
  // Set when the judged figure is the kinder bound of a range: what follows is
  // "at least" that.
  bool judged_is_bound = false;
  // Decimals that were compared at; absent: exact.
  std::optional<int> compared_decimals;
  ErrorBudget budget;
  Verdict verdict = Verdict::kUnknown;
  // In order of time, the agreed ones and the others.
  std::vector<LevelPiece> pieces;
};

// Judges times against terms (U1, DECISIONS 16). `agreed_whole` is the agreed
// time of the whole window, `was_at_risk` what was said about the running
// window before: at risk begins over 75 % of the budget and ends under 70 %.
ServiceLevel JudgeTimes(const AvailabilityTerms& terms, const LevelTimes& times,
                        absl::Duration agreed_whole, bool closed,
                        bool was_at_risk);

}  // namespace regisseur
