#pragma once

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/status/operational_state.h"
#include "core/time/time_range.h"

namespace regisseur {

// From `at` on the component is in `state`.
struct StateChange {
  absl::Time at;
  OperationalState state = OperationalState::kUnknown;
};

// One stretch of a component in one state.
struct StateInterval {
  TimeRange range;
  OperationalState state = OperationalState::kUnknown;
};

// An incident's effect on one component: it was in `state` during [start, end).
struct ImpliedState {
  absl::Time start;
  absl::Time end = absl::InfiniteFuture();
  OperationalState state = OperationalState::kMajorOutage;
};

// How long a component was in each state.
struct StateDurations {
  absl::Duration operational;
  absl::Duration degraded_performance;
  absl::Duration partial_outage;
  absl::Duration major_outage;
  absl::Duration under_maintenance;
  absl::Duration unknown;
};

// The intervals of `range`, without holes, neighbours in different states.
// `changes` ascend by time; of two at one moment the later in order wins.
// Before the first change, and wherever `coverage` does not reach, the state is
// unknown: nobody looked. `coverage` may overlap and be unordered. A bounded
// range is required.
std::vector<StateInterval> ComputeTimeline(
    absl::Span<const StateChange> changes, absl::Span<const TimeRange> coverage,
    TimeRange range);

// The same for a feed of incidents: within `coverage` the worst of the implied
// states that hold, else operational. Overlapping incidents count once.
std::vector<StateInterval> ComputeTimelineFromIncidents(
    absl::Span<const ImpliedState> incidents,
    absl::Span<const TimeRange> coverage, TimeRange range);

// Adds up a timeline.
StateDurations SumDurations(absl::Span<const StateInterval> timeline);

// Seconds of a duration, half a second rounded up (DECISIONS 14).
int64_t RoundedSeconds(absl::Duration duration);

// The state at the end of a timeline and since when it holds (since the start
// of the last interval). Unknown for an empty timeline.
StateChange LastState(absl::Span<const StateInterval> timeline);

// The worst state at each moment of several timelines of the same range.
std::vector<StateInterval> WorstOf(
    absl::Span<const std::vector<StateInterval>> timelines);

}  // namespace regisseur
