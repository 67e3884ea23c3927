#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/contract/objective.h"
#include "core/service_level/level_fraction.h"
#include "core/service_level/service_level.h"
#include "core/time/time_range.h"

namespace regisseur {

// A ticket as far as a promise about its time looks at it. A reopened ticket
// continues its clock: its end is the last one.
struct TicketFacts {
  std::string id;
  absl::Time opened;
  // When what is promised was reached (reacted, restored, resolved); absent
  // while it is not.
  std::optional<absl::Time> reached;
  // The priorities it had, the first one first; never empty.
  std::vector<std::string> priorities;
  // Accepted stops of the clock.
  std::vector<TimeRange> stops;
};

// A ticket of the figure, with its clock.
struct JudgedTicket {
  std::string id;
  std::string priority;
  absl::Duration clock;  // until it was reached, or now
  absl::Time due;
  bool in_time = false;
  bool lowered = false;  // its priority was lowered on the way
};

// What became of one row of the priority matrix.
struct TicketLevel {
  PriorityLevel level;
  std::vector<JudgedTicket> tickets;
  int in_time = 0;
  std::optional<LevelFraction> attained;  // absent without tickets
  // kMet or kBreached; while the window runs kOnTrack for kMet.
  Verdict verdict = Verdict::kMet;
  bool by_small_number = false;  // kept only because there are few
  bool without_tickets = false;  // met, because nothing was asked
};

// The levels of an objective over a window, in the order of its rows, the
// highest priority first (USERS U10). A ticket of no row's priority is left
// out, and so is one that does not belong to the window by counted_in. A ticket
// that is not reached counts, by opened or due, once it is overdue at `now`.
// Required: TicketTerms.
std::vector<TicketLevel> ComputeTicketLevels(
    const Objective& objective, absl::Span<const TicketFacts> tickets,
    TimeRange window, absl::Time now);

// The worst verdict of the rows.
Verdict OverallVerdict(absl::Span<const TicketLevel> levels);

}  // namespace regisseur
