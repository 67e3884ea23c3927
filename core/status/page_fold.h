#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "core/status/observation.h"
#include "core/status/timeline.h"

namespace regisseur {

// What a status system last told, as far as the next observation needs it.
struct PageState {
  // By the partner's id. A component that vanished stays, with state unknown.
  std::map<std::string, Component> components;
  // The latest version of each incident that is open or that the feed may still
  // change, by the partner's id.
  std::map<std::string, Incident> incidents;
  // The same for maintenance that is not completed.
  std::map<std::string, Maintenance> maintenances;
  // Ids seen in earlier parts of a moment that is not complete yet.
  std::set<std::string> seen_components;
  std::set<std::string> seen_incidents;
  std::set<std::string> seen_maintenances;
  std::optional<absl::Time> last_observed_time;
};

// What one observation changed: rows to append. Nothing here means that it only
// confirmed what was known.
struct PageChanges {
  struct ComponentChange {
    std::string component_id;
    StateChange change;
  };
  std::vector<Component> components;  // new ones, and new names or groups
  std::vector<ComponentChange> states;
  std::vector<Incident> incidents;        // new versions
  std::vector<Maintenance> maintenances;  // new versions
  bool empty() const {
    return components.empty() && states.empty() && incidents.empty() &&
           maintenances.empty();
  }
};

// Folds an observation into the state of its page and returns what changed
// (DECISIONS 3): a component missing from a complete observation is unknown
// from that moment on; an open incident missing from one that lists every open
// incident ended then, its end marked inferred unless stated; maintenance that
// vanished is completed when its planned end has passed or it was in progress,
// else withdrawn (phase completed with end = observed time). An incident that
// comes back is open again. Pure.
PageChanges FoldObservation(const StatusObservation& observation,
                            PageState& state);

}  // namespace regisseur
