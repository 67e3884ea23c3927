#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/money/decimal.h"

namespace regisseur {

// How a commitment will probably end.
enum class CommitmentOutlook { kUnknown = 0, kOnTrack, kUnder, kOver };

// What of a commitment was used in the part of its stretch that is known.
struct CommitmentUse {
  Decimal committed;     // not negative
  Decimal used;          // up to `until`
  absl::CivilDay first;  // of the stretch
  absl::CivilDay end;    // the day after its last one
  absl::CivilDay until;  // so far the use is known (exclusive)
};

// How it stands, if it goes on at the pace so far.
struct CommitmentStanding {
  Decimal balance;  // committed less used; negative when more was used
  std::optional<Decimal> utilisation_percent;  // one decimal
  std::optional<Decimal> burn_per_month;       // an average over days
  std::optional<Decimal> expected;             // at the end
  std::optional<Decimal> expected_true_up;     // from zero on
  // The day on which nothing is left, where it lies before the end.
  std::optional<absl::CivilDay> exhausted_on;
  CommitmentOutlook outlook = CommitmentOutlook::kUnknown;
};

// Amounts have `digits` decimals. Nothing is expected before a tenth of the
// stretch is known, or of one without days. A difference up to a twentieth of
// what was committed is on track. OUT_OF_RANGE when a number cannot be held.
absl::StatusOr<CommitmentStanding> StandingOf(const CommitmentUse& use,
                                              int digits);

}  // namespace regisseur
