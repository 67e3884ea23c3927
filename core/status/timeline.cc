#include "core/status/timeline.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace regisseur {
namespace {

constexpr std::array<OperationalState, 6> kWorstFirst = {
    OperationalState::kMajorOutage,         OperationalState::kPartialOutage,
    OperationalState::kDegradedPerformance, OperationalState::kUnknown,
    OperationalState::kUnderMaintenance,    OperationalState::kOperational};

// Counts how many of something are in each state, to tell the worst of them.
class StateCounts {
 public:
  void Add(OperationalState state, int by) {
    counts_[static_cast<size_t>(state)] += by;
  }
  // The worst state that anything is in; operational when nothing is.
  OperationalState Worst() const {
    for (const OperationalState state : kWorstFirst) {
      if (counts_[static_cast<size_t>(state)] > 0) return state;
    }
    return OperationalState::kOperational;
  }

 private:
  std::array<int64_t, 7> counts_{};  // by the enum's number
};

// Builds a timeline piece by piece, joining neighbours in one state.
class TimelineBuilder {
 public:
  void Append(absl::Time from, absl::Time to, OperationalState state) {
    if (from >= to) return;
    if (!intervals_.empty() && intervals_.back().state == state) {
      intervals_.back().range.to = to;
    } else {
      intervals_.push_back({{from, to}, state});
    }
  }
  std::vector<StateInterval> Take() { return std::move(intervals_); }

 private:
  std::vector<StateInterval> intervals_;
};

// The parts of `range` that `coverage` reaches: ascending, apart, not empty.
std::vector<TimeRange> MergeCoverage(absl::Span<const TimeRange> coverage,
                                     const TimeRange& range) {
  std::vector<TimeRange> clipped;
  clipped.reserve(coverage.size());
  for (const TimeRange& stretch : coverage) {
    const TimeRange part{std::max(stretch.from, range.from),
                         std::min(stretch.to, range.to)};
    if (part.from < part.to) clipped.push_back(part);
  }
  std::sort(
      clipped.begin(), clipped.end(),
      [](const TimeRange& a, const TimeRange& b) { return a.from < b.from; });
  std::vector<TimeRange> merged;
  for (const TimeRange& part : clipped) {
    if (!merged.empty() && part.from <= merged.back().to) {
      merged.back().to = std::max(merged.back().to, part.to);
    } else {
      merged.push_back(part);
    }
  }
  return merged;
}

bool IsEarlier(const StateChange& a, const StateChange& b) {
  return a.at < b.at;
}

}  // namespace

std::vector<StateInterval> ComputeTimeline(
    absl::Span<const StateChange> changes, absl::Span<const TimeRange> coverage,
    TimeRange range) {
  std::vector<StateChange> sorted;
  if (!std::is_sorted(changes.begin(), changes.end(), IsEarlier)) {
    sorted.assign(changes.begin(), changes.end());
    std::stable_sort(sorted.begin(), sorted.end(), IsEarlier);
    changes = sorted;
  }
  TimelineBuilder timeline;
  OperationalState state = OperationalState::kUnknown;
  size_t next = 0;  // the first change that has not been applied
  absl::Time at = range.from;
  for (const TimeRange& covered : MergeCoverage(coverage, range)) {
    timeline.Append(at, covered.from, OperationalState::kUnknown);
    at = covered.from;
    for (; next < changes.size() && changes[next].at < covered.to; ++next) {
      if (changes[next].at > at) {
        timeline.Append(at, changes[next].at, state);
        at = changes[next].at;
      }
      state = changes[next].state;
    }
    timeline.Append(at, covered.to, state);
    at = covered.to;
  }
  timeline.Append(at, range.to, OperationalState::kUnknown);
  return timeline.Take();
}

std::vector<StateInterval> ComputeTimelineFromIncidents(
    absl::Span<const ImpliedState> incidents,
    absl::Span<const TimeRange> coverage, TimeRange range) {
  struct Event {
    absl::Time at;
    OperationalState state;
    int by;  // incidents in `state` from then on: one more or one less
  };
  std::vector<Event> events;
  events.reserve(incidents.size() * 2);
  for (const ImpliedState& incident : incidents) {
    const absl::Time start = std::max(incident.start, range.from);
    const absl::Time end = std::min(incident.end, range.to);
    if (start >= end) continue;
    events.push_back({start, incident.state, 1});
    events.push_back({end, incident.state, -1});
  }
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.at < b.at; });
  StateCounts open;
  std::vector<StateChange> changes = {{range.from, open.Worst()}};
  for (size_t i = 0; i < events.size();) {
    const absl::Time at = events[i].at;
    for (; i < events.size() && events[i].at == at; ++i) {
      open.Add(events[i].state, events[i].by);
    }
    changes.push_back({at, open.Worst()});
  }
  return ComputeTimeline(changes, coverage, range);
}

StateDurations SumDurations(absl::Span<const StateInterval> timeline) {
  StateDurations durations;
  for (const StateInterval& interval : timeline) {
    const absl::Duration length = interval.range.to - interval.range.from;
    switch (interval.state) {
      case OperationalState::kOperational:
        durations.operational += length;
        break;
      case OperationalState::kDegradedPerformance:
        durations.degraded_performance += length;
        break;
      case OperationalState::kPartialOutage:
        durations.partial_outage += length;
        break;
      case OperationalState::kMajorOutage:
        durations.major_outage += length;
        break;
      case OperationalState::kUnderMaintenance:
        durations.under_maintenance += length;
        break;
      case OperationalState::kUnknown:
        durations.unknown += length;
        break;
    }
  }
  return durations;
}

int64_t RoundedSeconds(absl::Duration duration) {
  return absl::ToInt64Seconds(
      absl::Floor(duration + absl::Milliseconds(500), absl::Seconds(1)));
}

StateChange LastState(absl::Span<const StateInterval> timeline) {
  if (timeline.empty()) {
    return {absl::InfinitePast(), OperationalState::kUnknown};
  }
  return {timeline.back().range.from, timeline.back().state};
}

std::vector<StateInterval> WorstOf(
    absl::Span<const std::vector<StateInterval>> timelines) {
  struct Event {
    absl::Time at;
    OperationalState state;
    int by;
  };
  std::vector<Event> events;
  for (const std::vector<StateInterval>& timeline : timelines) {
    for (const StateInterval& interval : timeline) {
      events.push_back({interval.range.from, interval.state, 1});
      events.push_back({interval.range.to, interval.state, -1});
    }
  }
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.at < b.at; });
  TimelineBuilder worst;
  StateCounts counts;
  for (size_t i = 0; i < events.size();) {
    const absl::Time at = events[i].at;
    for (; i < events.size() && events[i].at == at; ++i) {
      counts.Add(events[i].state, events[i].by);
    }
    if (i < events.size()) worst.Append(at, events[i].at, counts.Worst());
  }
  return worst.Take();
}

}  // namespace regisseur
