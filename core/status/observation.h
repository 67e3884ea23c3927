#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "core/status/operational_state.h"

namespace regisseur {

// The numbers of the enums are stored: never renumber.
enum class IncidentPhase {
  kUnspecified = 0,
  kInvestigating = 1,
  kIdentified = 2,
  kMonitoring = 3,
  kResolved = 4,
  kPostmortem = 5,
};
enum class IncidentImpact {
  kUnspecified = 0,
  kNone = 1,
  kMinor = 2,
  kMajor = 3,
  kCritical = 4,
};
enum class MaintenancePhase {
  kUnspecified = 0,
  kScheduled = 1,
  kInProgress = 2,
  kVerifying = 3,
  kCompleted = 4,
};

// A part of a partner's service that has a state of its own.
struct Component {
  std::string id;  // the partner's
  std::string name;
  std::string group;         // empty without one
  std::string current_name;  // empty when it is the same as name
  // Absent where the feed tells none (a feed of incidents).
  std::optional<OperationalState> state;
  friend bool operator==(const Component&, const Component&) = default;
};

// One public message.
struct IncidentUpdate {
  std::string id;
  absl::Time display_time;
  std::string phase;  // as the partner wrote it
  std::string text;
  friend bool operator==(const IncidentUpdate&,
                         const IncidentUpdate&) = default;
};

// An incident as the partner tells it.
struct Incident {
  std::string id;  // the partner's, unique within the source
  std::string title;
  IncidentPhase phase = IncidentPhase::kUnspecified;
  IncidentImpact impact = IncidentImpact::kUnspecified;
  absl::Time start_time;
  std::optional<absl::Time> end_time;  // stated or inferred
  bool end_inferred = false;
  std::optional<absl::Time> disclose_time;
  std::optional<absl::Time> update_time;
  std::vector<std::string> component_ids;
  std::optional<OperationalState> implied_state;
  std::vector<IncidentUpdate> updates;
  std::string url;
  friend bool operator==(const Incident&, const Incident&) = default;
};

// Scheduled maintenance as the partner tells it.
struct Maintenance {
  std::string id;
  std::string title;
  MaintenancePhase phase = MaintenancePhase::kUnspecified;
  std::optional<absl::Time> start_time;
  std::optional<absl::Time> end_time;
  std::optional<absl::Time> announce_time;
  std::optional<absl::Time> update_time;
  std::vector<std::string> component_ids;
  std::vector<IncidentUpdate> updates;
  friend bool operator==(const Maintenance&, const Maintenance&) = default;
};

// Everything that a status system said at one moment.
struct StatusObservation {
  int delivery = 0;  // index into the batch's deliveries
  absl::Time observed_time;
  std::vector<Component> components;
  bool lists_every_component = false;
  std::vector<Incident> incidents;
  bool lists_every_open_incident = false;
  std::vector<Maintenance> maintenances;
  bool lists_every_open_maintenance = false;
  bool last_part = true;
  // Set by a feed whose component states follow from its incidents.
  std::optional<absl::Time> states_from_incidents_since;
};

}  // namespace regisseur
