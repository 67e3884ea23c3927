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

// What a status system last told, as far as the next observation needs it. A
// value; folding into an empty one takes everything for new.
struct PageState {
  // By the partner's id. A component that vanished stays, with state unknown.
  std::map<std::string, Component> components;
  // The latest version of each incident, by the partner's id. One that ended
  // stays while the page shows it, and 30 days after its end, so that showing
  // it again unchanged makes no new version.
  std::map<std::string, Incident> incidents;
  // The same for maintenance.
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
// (DECISIONS 3), all of it at its observed_time:
// - A component in another state than before changed. One whose state is no
//   longer told, and one missing from a complete observation, is unknown; one
//   whose state was never told has no states.
// - An incident or maintenance that differs from its latest version makes a new
//   one. One that is resolved without a stated end ended now, inferred.
// - An open incident missing from an observation that lists every open incident
//   is resolved, its end now, inferred. One that comes back is as it is told.
// - Maintenance missing likewise is completed: with its planned end when that
//   has passed or it was under way, else withdrawn, its end now (before its
//   start).
// - What vanished is judged on the last part of a moment. Of an id that comes
//   twice in one moment the first counts; of a component within one part the
//   worse state.
// Absent for an observation older than the last one, which changes nothing:
// what is known since wins, and the caller has to say that it was left out.
// Pure.
[[nodiscard]] std::optional<PageChanges> FoldObservation(
    const StatusObservation& observation, PageState& state);

}  // namespace regisseur
