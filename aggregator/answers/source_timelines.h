#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "aggregator/answers/answer_context.h"
#include "core/portfolio/portfolio.h"
#include "core/status/timeline.h"

namespace regisseur {

// The states of one component over a range.
struct ComponentTimeline {
  ComponentRecord record;
  std::vector<StateInterval> timeline;  // of the range
  // The state at the end of the range.
  OperationalState state = OperationalState::kUnknown;
  // Since when it holds; absent when that is before everything we know.
  std::optional<absl::Time> since;
};

// What a source tells about its components over a range.
struct SourceTimelines {
  StatusCoverage coverage;
  std::vector<ComponentTimeline> components;  // by group, name and id
  // Those that overlap the range, newest first.
  std::vector<IncidentRecord> incidents;

  // True when the source ever told states or incidents.
  bool tells_status() const { return coverage.first_observed.has_value(); }
};

// Reads and computes them. `range` must be bounded.
absl::StatusOr<SourceTimelines> ReadSourceTimelines(
    const AnswerContext& context, const Principal& who,
    absl::string_view source, TimeRange range, AsOf as_of);

// The pure part: one component's states over `range`, from its changes (the
// last one before the range included) or, where the source tells no states but
// incidents, from those that name it.
ComponentTimeline ComputeComponentTimeline(
    ComponentRecord record, absl::Span<const StateChange> changes,
    absl::Span<const IncidentRecord> incidents, const StatusCoverage& coverage,
    TimeRange range);

// The range that ends with `moment`, the moment itself included, and looks back
// far enough for "since" (90 days).
TimeRange LookBack(absl::Time moment);

// The state of several components together, and since when.
struct JointState {
  OperationalState state = OperationalState::kUnknown;
  std::optional<absl::Time> since;
  // When it was first seen, where somebody tells that it had begun before.
  std::optional<absl::Time> seen;
  std::vector<StateInterval> timeline;

  // Somebody tells that the state began at `at`; only earlier counts.
  void BeganBy(absl::Time at);
};

// The worst of them. Unknown, since not known, for none.
JointState WorstState(absl::Span<const ComponentTimeline* const> components);

// The same of states that were joined before.
JointState WorstState(absl::Span<const JointState> states);

// The components that a service's selectors pick, each once, and the selectors
// that pick none.
struct ServiceSelection {
  std::vector<const ComponentTimeline*> components;
  std::vector<std::string> unmatched;
};
ServiceSelection SelectComponents(
    const ServiceConfig& service,
    absl::Span<const ComponentTimeline* const> components);

}  // namespace regisseur
