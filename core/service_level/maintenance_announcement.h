#pragma once

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/service_level/availability_fold.h"
#include "core/time/time_range.h"

namespace regisseur {

// One state of a planned maintenance, as the partner told it.
struct PlannedMaintenance {
  TimeRange scheduled;
  // The first poll that showed it so, and the last good poll before that.
  absl::Time observed;
  std::optional<absl::Time> last_poll_before;
  // When the partner says that it told it: announced, or updated.
  std::optional<absl::Time> stated;
};

// When a version was announced (DECISIONS 16): the time that the partner
// states, or, if a good poll after that time did not show it, the first poll
// that did.
absl::Time AnnounceTime(const PlannedMaintenance& version);

// What was announced, when, over the versions of one maintenance in order of
// `observed`. Time that every later version kept was announced with the first
// of them: an extension is announced when it was told, and time that a move
// left behind was never announced. Nothing for one that was withdrawn (an end
// before its start).
std::vector<AnnouncedMaintenance> ComputeAnnouncements(
    absl::Span<const PlannedMaintenance> versions);

}  // namespace regisseur
