#pragma once

#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/contract/objective.h"
#include "core/time/time_range.h"

namespace regisseur {

// The clock of tickets (USERS U10): it runs in support hours, by the calendar
// of the objective, and stands still in accepted stops. Required: an objective
// with TicketTerms; it must outlive the clock. Immutable; thread-safe.
class TicketClock {
 public:
  explicit TicketClock(const Objective& objective);

  // How long it ran in [from, to) without the stops, which may overlap.
  absl::Duration TimeBetween(absl::Time from, absl::Time to,
                             absl::Span<const TimeRange> stops) const;

  // The moment until which `within` is kept. Hours are time on the clock. Days
  // end with the n-th day after that of opening: calendar days, or working
  // days; a day that lies wholly in a stop does not count. InfiniteFuture when
  // the clock does not run so long within five years.
  absl::Time DueTime(absl::Time opened, const ClockLength& within,
                     absl::Span<const TimeRange> stops) const;

 private:
  // Support time of `range` without the stops, ascending.
  std::vector<TimeRange> Running(TimeRange range,
                                 absl::Span<const TimeRange> stops) const;

  const Objective& objective_;
  const TicketTerms& terms_;
};

}  // namespace regisseur
