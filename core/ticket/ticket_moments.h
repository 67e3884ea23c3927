#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/ticket/ticket.h"
#include "core/time/time_range.h"

namespace regisseur {

// What follows from a ticket's own words for a promise about its time (USERS
// U10). All are pure.

// A moment, and whether the partner stated it or its steps show it.
struct TicketMoment {
  absl::Time at;
  bool stated = true;

  friend bool operator==(const TicketMoment&, const TicketMoment&) = default;
};

// The moment somebody took it up: stated, else the first step beyond new of a
// whole history. Absent when it is new, or when nobody told; `IsToldOf` tells
// the two apart.
std::optional<TicketMoment> FindReaction(const Ticket& ticket);
// The moment it was resolved the last time: stated; else when the steps of a
// whole history came to resolved, closed or cancelled and stayed there; else
// when it was closed. Absent while it is open, whatever an earlier resolution
// said.
std::optional<TicketMoment> FindResolution(const Ticket& ticket);
// The moment the service worked again: stated, else the resolution.
std::optional<TicketMoment> FindRestoration(const Ticket& ticket);

// False when the moment is absent only because the data does not tell it: the
// promise cannot be judged, and is neither kept nor missed.
bool TellsReaction(const Ticket& ticket);
bool TellsResolution(const Ticket& ticket);

// The priorities that it had, the first one first; no two neighbours are the
// same. Empty when none was told.
std::vector<std::string> PrioritiesOf(const Ticket& ticket);

// The stretches in which it stood still: in a state that `words` names, by our
// word (`waiting_for_customer`) or by the partner's own, in any case. Each ends
// at the next step, the last one at `now`. Ascending, without neighbours that
// touch.
std::vector<TimeRange> StopsOf(const Ticket& ticket,
                               absl::Span<const std::string> words,
                               absl::Time now);

// True when all its stops are known: it has a whole history.
inline bool TellsStops(const Ticket& ticket) { return ticket.whole_history; }

}  // namespace regisseur
