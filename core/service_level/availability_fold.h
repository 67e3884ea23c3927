#pragma once

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/contract/objective.h"
#include "core/status/timeline.h"
#include "core/time/time_range.h"

namespace regisseur {

// A stretch of an announced maintenance: what was told, when, about a
// maintenance that starts at `start`.
struct AnnouncedMaintenance {
  TimeRange range;
  absl::Time start;
  absl::Time announced;
  friend bool operator==(const AnnouncedMaintenance&,
                         const AnnouncedMaintenance&) = default;
};

// What is known about one component. The spans must outlive the call; the
// timeline ascends without overlaps (ComputeTimeline), and where it does not
// reach the component is unknown.
struct ComponentEvidence {
  absl::Span<const StateInterval> timeline;
  // Of maintenance that names the component, or names none. Any order.
  absl::Span<const AnnouncedMaintenance> maintenance;
  // Time that a named person took out, with reason and approver elsewhere.
  absl::Span<const TimeRange> approved_exclusions;
};

// A stretch in which every component of a service stays as it is, before the
// agreed hours and the allowance are looked at.
struct FoldedPiece {
  int64_t from_us = 0;
  int64_t to_us = 0;
  // The largest weight, in millionths, of components that are down whatever is
  // announced, and of those that are covered by an announcement.
  int32_t down_weight = 0;
  int32_t announced_weight = 0;
  bool unknown = false;
  // A component is down or in maintenance in time that needs no allowance.
  bool excused = false;
  OperationalState state = OperationalState::kOperational;  // the worst
};

// Folds the components of a service into pieces of `range`, ascending without
// holes (DECISIONS 16, *a component*, *a service*). A service without
// components is unknown. Pure; sweeps borders, O(n log n) in intervals.
std::vector<FoldedPiece> FoldAvailability(
    const AvailabilityTerms& terms,
    absl::Span<const ComponentEvidence> components,
    absl::Span<const TimeRange> agreed_maintenance_windows, TimeRange range);

}  // namespace regisseur
