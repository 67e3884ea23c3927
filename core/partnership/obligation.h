#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/matter/matter.h"
#include "core/partnership/participant.h"
#include "core/time/time_range.h"

namespace regisseur {

// What one side promised the other outside the services: answers, access, test
// users, decisions, payments.

struct ObligationEvent {
  MatterMove move = MatterMove::kPromised;
  absl::Time at;
};

enum class ObligationState {
  kAsked,     // the other side asked for it, and nobody promised it
  kPromised,  // its time runs
  kWaiting,   // for the other side: its time does not run
  kFulfilled,
  kRefused,
  kWithdrawn,  // the other side let it go
};

// Where an obligation stands at a moment.
struct ObligationStanding {
  ObligationState state = ObligationState::kAsked;
  // The end of its day, later by what it waited since before that.
  absl::Time due;
  std::optional<absl::Time> fulfilled;
  std::vector<TimeRange> waits;  // the one that runs ends now
  absl::Duration waited;
  // Done after it was due, or not done and that is over. Of what nobody owes:
  // false.
  bool late = false;

  // Promised, and neither done nor let go.
  bool IsOwed() const {
    return state == ObligationState::kPromised ||
           state == ObligationState::kWaiting;
  }
  // Counts in a score: it is or was owed, and nobody let it go.
  bool Counts() const {
    return IsOwed() || state == ObligationState::kFulfilled;
  }
};

// `events` in the order of time; those after `now` are not looked at. `due_end`
// is the end of the day by which it was promised.
ObligationStanding FoldObligation(absl::Span<const ObligationEvent> events,
                                  absl::Time due_end, absl::Time now);

// OK when `mover` may make `move`; else FAILED_PRECONDITION or
// PERMISSION_DENIED with what is possible. `side` owes it, `added_by` noted it.
absl::Status CheckObligationMove(ObligationState state, Participant side,
                                 Participant added_by, Participant mover,
                                 MatterMove move);

// How much of `waits` lies in `period`.
absl::Duration TimeWithin(absl::Span<const TimeRange> waits, TimeRange period);

}  // namespace regisseur
