#include "aggregator/answers/source_timelines.h"

#include <algorithm>
#include <utility>

#include "core/base/status_macros.h"
#include "core/selector/selector.h"

namespace regisseur {
namespace {

constexpr absl::Duration kLookBack = absl::Hours(90 * 24);

bool Names(const Incident& incident, const std::string& component_id) {
  return std::find(incident.component_ids.begin(), incident.component_ids.end(),
                   component_id) != incident.component_ids.end();
}

std::vector<StateInterval> Cut(const std::vector<StateInterval>& timeline,
                               absl::Time from) {
  std::vector<StateInterval> cut;
  for (const StateInterval& interval : timeline) {
    if (interval.range.to <= from) continue;
    cut.push_back(interval);
    cut.back().range.from = std::max(interval.range.from, from);
  }
  return cut;
}

// The worst of states with their times, where the joint timeline does not show
// when it began.
struct Stated {
  OperationalState state;
  std::optional<absl::Time> since;
  const std::vector<StateInterval>* timeline;
};

JointState Join(const std::vector<Stated>& parts) {
  JointState joint;
  if (parts.empty()) return joint;
  std::vector<std::vector<StateInterval>> timelines;
  timelines.reserve(parts.size());
  for (const Stated& part : parts) timelines.push_back(*part.timeline);
  joint.timeline =
      parts.size() == 1 ? std::move(timelines.front()) : WorstOf(timelines);
  joint.state = parts.front().state;
  for (const Stated& part : parts) joint.state = Worse(joint.state, part.state);
  if (joint.timeline.size() > 1) {
    joint.since = LastState(joint.timeline).at;
    return joint;
  }
  // The state is older than the range: the parts know how old. All are in the
  // mildest state since the last of them came into it; a worse one holds since
  // the first that is in it.
  const bool mildest = joint.state == OperationalState::kOperational;
  for (const Stated& part : parts) {
    if (part.state != joint.state) continue;
    if (!part.since.has_value()) {
      if (mildest) return joint;
      continue;
    }
    if (!joint.since.has_value() ||
        (mildest ? *part.since > *joint.since : *part.since < *joint.since)) {
      joint.since = part.since;
    }
  }
  return joint;
}

}  // namespace

void JointState::BeganBy(absl::Time at) {
  if (!since.has_value() || at >= *since) return;
  if (!seen.has_value()) seen = since;
  since = at;
}

TimeRange LookBack(absl::Time moment) {
  // Half open: the moment itself has to lie within.
  return {moment - kLookBack, moment + absl::Microseconds(1)};
}

ComponentTimeline ComputeComponentTimeline(
    ComponentRecord record, absl::Span<const StateChange> changes,
    absl::Span<const IncidentRecord> incidents, const StatusCoverage& coverage,
    TimeRange range) {
  ComponentTimeline component;
  TimeRange wide = range;
  std::vector<StateInterval> timeline;
  if (coverage.states_from_incidents) {
    std::vector<ImpliedState> implied;
    for (const IncidentRecord& known : incidents) {
      const Incident& incident = known.incident;
      if (!Names(incident, record.component.id)) continue;
      implied.push_back(
          {.start = incident.start_time,
           .end = incident.end_time.value_or(absl::InfiniteFuture()),
           .state = incident.implied_state.value_or(
               OperationalState::kMajorOutage)});
    }
    timeline = ComputeTimelineFromIncidents(implied, coverage.ranges, range);
  } else {
    // From the last change before the range on everything is known.
    if (!changes.empty()) wide.from = std::min(wide.from, changes.front().at);
    timeline = ComputeTimeline(changes, coverage.ranges, wide);
  }
  const StateChange last = LastState(timeline);
  component.state = last.state;
  const bool from_the_start =
      timeline.empty() || timeline.back().range.from <= wide.from;
  const bool start_is_a_change = !changes.empty() && wide.from < range.from &&
                                 changes.front().at == wide.from;
  if (!from_the_start || start_is_a_change) component.since = last.at;
  component.timeline =
      wide.from < range.from ? Cut(timeline, range.from) : std::move(timeline);
  component.record = std::move(record);
  return component;
}

absl::StatusOr<SourceTimelines> ReadSourceTimelines(
    const AnswerContext& context, const Principal& who,
    absl::string_view source, TimeRange range, AsOf as_of) {
  SourceTimelines result;
  ASSIGN_OR_RETURN(result.coverage,
                   context.status.GetCoverage(who, source, as_of));
  if (!result.tells_status()) return result;
  ASSIGN_OR_RETURN(std::vector<ComponentRecord> components,
                   context.status.ListComponents(who, source, as_of));
  ASSIGN_OR_RETURN(result.incidents,
                   context.status.ListIncidents(who, source, range, as_of));
  std::map<int64_t, std::vector<StateChange>> changes;
  if (!result.coverage.states_from_incidents) {
    ASSIGN_OR_RETURN(
        changes, context.status.ListStateChanges(who, source, range, as_of));
  }
  const std::vector<StateChange> none;
  result.components.reserve(components.size());
  for (ComponentRecord& component : components) {
    const auto found = changes.find(component.key);
    result.components.push_back(ComputeComponentTimeline(
        std::move(component), found == changes.end() ? none : found->second,
        result.incidents, result.coverage, range));
  }
  return result;
}

JointState WorstState(absl::Span<const ComponentTimeline* const> components) {
  std::vector<Stated> parts;
  parts.reserve(components.size());
  for (const ComponentTimeline* component : components) {
    parts.push_back({component->state, component->since, &component->timeline});
  }
  return Join(parts);
}

JointState WorstState(absl::Span<const JointState> states) {
  std::vector<Stated> parts;
  parts.reserve(states.size());
  bool all_have_timelines = true;
  for (const JointState& state : states) {
    all_have_timelines = all_have_timelines && !state.timeline.empty();
    parts.push_back({state.state, state.since, &state.timeline});
  }
  if (all_have_timelines) {
    JointState joint = Join(parts);
    for (const JointState& state : states) {
      if (state.state == joint.state && state.seen.has_value()) {
        joint.BeganBy(*state.since);
      }
    }
    return joint;
  }
  // One of them is not known at all: the worst of the words, since the first
  // that is in it.
  JointState joint;
  if (parts.empty()) return joint;
  joint.state = parts.front().state;
  for (const Stated& part : parts) joint.state = Worse(joint.state, part.state);
  for (const Stated& part : parts) {
    if (part.state == joint.state && part.since.has_value() &&
        (!joint.since.has_value() || *part.since < *joint.since)) {
      joint.since = part.since;
    }
  }
  return joint;
}

ServiceSelection SelectComponents(
    const ServiceConfig& service,
    absl::Span<const ComponentTimeline* const> components) {
  ServiceSelection selection;
  std::vector<bool> taken(components.size(), false);
  for (const std::string& selector : service.components) {
    bool matched = false;
    for (size_t i = 0; i < components.size(); ++i) {
      if (!SelectsComponent(selector, components[i]->record.component)) {
        continue;
      }
      matched = true;
      if (taken[i]) continue;
      taken[i] = true;
      selection.components.push_back(components[i]);
    }
    if (!matched) selection.unmatched.push_back(selector);
  }
  return selection;
}

}  // namespace regisseur
