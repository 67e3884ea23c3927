#include "core/status/page_fold.h"

#include <utility>

namespace regisseur {
namespace {

// How long what ended is remembered after the page stopped showing it.
constexpr absl::Duration kRememberEnded = absl::Hours(24 * 30);

bool IsOver(IncidentPhase phase) {
  switch (phase) {
    case IncidentPhase::kResolved:
    case IncidentPhase::kPostmortem:
      return true;
    case IncidentPhase::kUnspecified:
    case IncidentPhase::kInvestigating:
    case IncidentPhase::kIdentified:
    case IncidentPhase::kMonitoring:
      return false;
  }
  return false;
}

bool IsUnderWay(MaintenancePhase phase) {
  switch (phase) {
    case MaintenancePhase::kInProgress:
    case MaintenancePhase::kVerifying:
      return true;
    case MaintenancePhase::kUnspecified:
    case MaintenancePhase::kScheduled:
    case MaintenancePhase::kCompleted:
      return false;
  }
  return false;
}

bool HasSameNames(const Component& a, const Component& b) {
  return a.name == b.name && a.group == b.group &&
         a.current_name == b.current_name;
}

bool IsKnown(const std::optional<OperationalState>& state) {
  return state.has_value() && *state != OperationalState::kUnknown;
}

// The components of one part, each id once: the first, in its worst state.
std::vector<Component> WithoutDuplicates(
    const std::vector<Component>& components) {
  std::vector<Component> unique;
  std::map<std::string, size_t> index;
  for (const Component& component : components) {
    const auto [found, is_new] = index.try_emplace(component.id, unique.size());
    if (is_new) {
      unique.push_back(component);
      continue;
    }
    std::optional<OperationalState>& state = unique[found->second].state;
    if (!component.state.has_value()) continue;
    state =
        state.has_value() ? Worse(*state, *component.state) : *component.state;
  }
  return unique;
}

// One fold: the observation, the state it goes into and what it changed.
class Fold {
 public:
  Fold(const StatusObservation& observation, PageState& state)
      : observation_(observation), state_(state) {}

  PageChanges Run() {
    for (const Component& component :
         WithoutDuplicates(observation_.components)) {
      Show(component);
    }
    for (const Incident& incident : observation_.incidents) Show(incident);
    for (const Maintenance& maintenance : observation_.maintenances) {
      Show(maintenance);
    }
    if (observation_.last_part) {
      if (observation_.lists_every_component) VanishComponents();
      if (observation_.lists_every_open_incident) VanishIncidents();
      if (observation_.lists_every_open_maintenance) VanishMaintenances();
    }
    return std::move(changes_);
  }

 private:
  absl::Time now() const { return observation_.observed_time; }

  void ChangeState(Component& known, OperationalState state) {
    known.state = state;
    changes_.states.push_back({known.id, {now(), state}});
  }

  void Show(const Component& told) {
    if (!state_.seen_components.insert(told.id).second) return;
    const auto [found, is_new] = state_.components.try_emplace(told.id, told);
    Component& known = found->second;
    if (is_new) {
      changes_.components.push_back(told);
      if (told.state.has_value()) ChangeState(known, *told.state);
      return;
    }
    if (!HasSameNames(known, told)) {
      known.name = told.name;
      known.group = told.group;
      known.current_name = told.current_name;
      changes_.components.push_back(told);
    }
    if (told.state.has_value()) {
      if (known.state != told.state) ChangeState(known, *told.state);
    } else if (IsKnown(known.state)) {
      // It had a state and no longer tells one: unknown, never what it was.
      ChangeState(known, OperationalState::kUnknown);
    }
  }

  void Show(const Incident& told) {
    if (!state_.seen_incidents.insert(told.id).second) return;
    const auto found = state_.incidents.find(told.id);
    Incident version = told;
    if (!version.end_time.has_value() && IsOver(version.phase)) {
      const bool ended_before =
          found != state_.incidents.end() && found->second.end_time.has_value();
      version.end_time = ended_before ? *found->second.end_time : now();
      version.end_inferred = !ended_before || found->second.end_inferred;
    }
    if (found == state_.incidents.end()) {
      state_.incidents.emplace(told.id, version);
    } else if (found->second == version) {
      return;
    } else {
      found->second = version;
    }
    changes_.incidents.push_back(std::move(version));
  }

  void Show(const Maintenance& told) {
    if (!state_.seen_maintenances.insert(told.id).second) return;
    const auto [found, is_new] = state_.maintenances.try_emplace(told.id, told);
    if (!is_new) {
      if (found->second == told) return;
      found->second = told;
    }
    changes_.maintenances.push_back(told);
  }

  void VanishComponents() {
    for (auto& [id, component] : state_.components) {
      if (state_.seen_components.contains(id)) continue;
      if (IsKnown(component.state)) {
        ChangeState(component, OperationalState::kUnknown);
      }
    }
  }

  void VanishIncidents() {
    for (auto it = state_.incidents.begin(); it != state_.incidents.end();) {
      Incident& incident = it->second;
      if (state_.seen_incidents.contains(it->first)) {
        ++it;
      } else if (!incident.end_time.has_value()) {
        incident.phase = IncidentPhase::kResolved;
        incident.end_time = now();
        incident.end_inferred = true;
        changes_.incidents.push_back(incident);
        ++it;
      } else if (*incident.end_time + kRememberEnded < now()) {
        it = state_.incidents.erase(it);
      } else {
        ++it;
      }
    }
  }

  void VanishMaintenances() {
    for (auto it = state_.maintenances.begin();
         it != state_.maintenances.end();) {
      Maintenance& maintenance = it->second;
      if (state_.seen_maintenances.contains(it->first)) {
        ++it;
      } else if (maintenance.phase != MaintenancePhase::kCompleted) {
        const bool ended =
            maintenance.end_time.has_value() && *maintenance.end_time <= now();
        const bool keeps_its_end = ended || (IsUnderWay(maintenance.phase) &&
                                             maintenance.end_time.has_value());
        if (!keeps_its_end) maintenance.end_time = now();
        maintenance.phase = MaintenancePhase::kCompleted;
        changes_.maintenances.push_back(maintenance);
        ++it;
      } else if (maintenance.end_time.value_or(absl::InfinitePast()) +
                     kRememberEnded <
                 now()) {
        it = state_.maintenances.erase(it);
      } else {
        ++it;
      }
    }
  }

  const StatusObservation& observation_;
  PageState& state_;
  PageChanges changes_;
};

void ForgetSeen(PageState& state) {
  state.seen_components.clear();
  state.seen_incidents.clear();
  state.seen_maintenances.clear();
}

}  // namespace

std::optional<PageChanges> FoldObservation(const StatusObservation& observation,
                                           PageState& state) {
  if (state.last_observed_time.has_value()) {
    if (observation.observed_time < *state.last_observed_time) {
      return std::nullopt;
    }
    // A moment whose last part never came does not speak for this one.
    if (observation.observed_time > *state.last_observed_time) {
      ForgetSeen(state);
    }
  }
  state.last_observed_time = observation.observed_time;
  PageChanges changes = Fold(observation, state).Run();
  if (observation.last_part) ForgetSeen(state);
  return changes;
}

}  // namespace regisseur
