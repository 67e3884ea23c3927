#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/simulator/partner.h"

namespace regisseur::simulator {

// Statuspage's words, from well to worst; maintenance stands apart.
enum class ComponentState {
  kOperational,
  kUnderMaintenance,
  kDegradedPerformance,
  kPartialOutage,
  kMajorOutage,
};

// `degraded_performance` and so on.
absl::string_view ComponentStateWord(ComponentState state);

enum class IncidentPhase {
  kInvestigating,
  kIdentified,
  kMonitoring,
  kResolved
};

// `investigating` and so on.
absl::string_view IncidentPhaseWord(IncidentPhase phase);

// A component that an incident hits, and how badly at its worst.
struct Hit {
  size_t component = 0;  // index into Partner::components
  ComponentState worst = ComponentState::kOperational;
};

struct IncidentUpdate {
  std::string id;
  IncidentPhase phase = IncidentPhase::kInvestigating;
  absl::Time time;
  std::string text;
};

// An incident as it will have been once it is over. What may be told at a time
// t is what its updates up to t say.
struct Incident {
  std::string id;
  uint64_t number = 0;  // GCP-style pages count with 64 unsigned bits
  std::string title;
  // `none`, `minor`, `major` or `critical`.
  std::string impact;
  // When it began, some minutes before the partner told.
  absl::Time start;
  std::vector<Hit> hits;
  // In order of time; the first tells of it, the last resolves it.
  std::vector<IncidentUpdate> updates;

  absl::Time disclosed() const { return updates.front().time; }
  absl::Time resolved() const { return updates.back().time; }
  bool IsOpenAt(absl::Time t) const {
    return disclosed() <= t && t < resolved();
  }
  // The state that this incident gives a component that it hits: the worst
  // until it is monitored, then at most degraded.
  ComponentState StateOf(const Hit& hit, absl::Time t) const;
};

// Scheduled maintenance: told at `announced`, planned [start, end), over at
// `finished`, which is later than `end` when it overran.
struct Maintenance {
  std::string id;
  std::string title;
  absl::Time announced;
  absl::Time start;
  absl::Time end;
  absl::Time finished;
  std::vector<size_t> components;

  bool IsShownAt(absl::Time t) const { return announced <= t && t < finished; }
  bool IsRunningAt(absl::Time t) const { return start <= t && t < finished; }
};

// What is put on stage so that a demo has something to show at its beginning:
// one major outage at the CDN (since 47 minutes before, for six hours more),
// slowness at the SaaS partner, and the workplace's status page out of order.
struct Scene {
  absl::Time opening;

  absl::Time outage_start() const { return opening - absl::Minutes(47); }
  absl::Time outage_end() const { return opening + absl::Hours(6); }
  absl::Time page_broken_since() const { return opening - absl::Hours(101); }
};

// All that happens at one partner, from 2020 to a horizon: a pure function of
// (seed, partner, calendar day), plus the scene if one is given. The scene only
// adds incidents that start at most two hours before its opening, so that two
// histories with different scenes agree about every earlier moment.
//
// Immutable after construction, so safe from any thread. `partner` must outlive
// it.
class PartnerHistory {
 public:
  PartnerHistory(const Partner& partner, uint64_t seed, absl::Time horizon,
                 std::optional<Scene> scene);

  const Partner& partner() const { return partner_; }
  // In order of start.
  const std::vector<Incident>& incidents() const { return incidents_; }
  const std::vector<Maintenance>& maintenances() const { return maintenances_; }

  // The state that the partner shows for a component at `t`.
  ComponentState StateAt(size_t component, absl::Time t) const;

  // Since when it shows that; absl::InfinitePast() when nothing ever happened.
  absl::Time ComponentChangedAt(size_t component, absl::Time t) const;

  // The last moment up to and including `t` at which the page changed.
  absl::Time LastChange(absl::Time t) const;

  // The moments in [from, to) at which the page changes, ascending, each once.
  std::vector<absl::Time> ChangesBetween(absl::Time from, absl::Time to) const;

 private:
  void AddIncidents(uint64_t seed, absl::CivilDay until);
  void AddMaintenance(uint64_t seed, absl::CivilDay until);
  void AddScene(const Scene& scene);

  const Partner& partner_;
  std::vector<Incident> incidents_;
  std::vector<Maintenance> maintenances_;
  std::vector<absl::Time> changes_;  // ascending, each once
};

// The first day that a history knows.
absl::CivilDay HistoryEpoch();

}  // namespace regisseur::simulator
