#include "aggregator/api/status_wire.h"

#include "aggregator/api/set_time.h"
#include "core/status/timeline.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = status::v1;

type::v1::IncidentPhase PhaseToWire(IncidentPhase phase) {
  switch (phase) {
    case IncidentPhase::kUnspecified:
      return type::v1::INCIDENT_PHASE_UNSPECIFIED;
    case IncidentPhase::kInvestigating:
      return type::v1::INCIDENT_PHASE_INVESTIGATING;
    case IncidentPhase::kIdentified:
      return type::v1::INCIDENT_PHASE_IDENTIFIED;
    case IncidentPhase::kMonitoring:
      return type::v1::INCIDENT_PHASE_MONITORING;
    case IncidentPhase::kResolved:
      return type::v1::INCIDENT_PHASE_RESOLVED;
    case IncidentPhase::kPostmortem:
      return type::v1::INCIDENT_PHASE_POSTMORTEM;
  }
  return type::v1::INCIDENT_PHASE_UNSPECIFIED;
}

type::v1::IncidentImpact ImpactToWire(IncidentImpact impact) {
  switch (impact) {
    case IncidentImpact::kUnspecified:
      return type::v1::INCIDENT_IMPACT_UNSPECIFIED;
    case IncidentImpact::kNone:
      return type::v1::INCIDENT_IMPACT_NONE;
    case IncidentImpact::kMinor:
      return type::v1::INCIDENT_IMPACT_MINOR;
    case IncidentImpact::kMajor:
      return type::v1::INCIDENT_IMPACT_MAJOR;
    case IncidentImpact::kCritical:
      return type::v1::INCIDENT_IMPACT_CRITICAL;
  }
  return type::v1::INCIDENT_IMPACT_UNSPECIFIED;
}

type::v1::MaintenancePhase PhaseToWire(MaintenancePhase phase) {
  switch (phase) {
    case MaintenancePhase::kUnspecified:
      return type::v1::MAINTENANCE_PHASE_UNSPECIFIED;
    case MaintenancePhase::kScheduled:
      return type::v1::MAINTENANCE_PHASE_SCHEDULED;
    case MaintenancePhase::kInProgress:
      return type::v1::MAINTENANCE_PHASE_IN_PROGRESS;
    case MaintenancePhase::kVerifying:
      return type::v1::MAINTENANCE_PHASE_VERIFYING;
    case MaintenancePhase::kCompleted:
      return type::v1::MAINTENANCE_PHASE_COMPLETED;
  }
  return type::v1::MAINTENANCE_PHASE_UNSPECIFIED;
}

}  // namespace

pb::Component ComponentToWire(const ComponentRow& row) {
  pb::Component wire;
  wire.set_id(row.component.id);
  wire.set_name(row.component.name);
  wire.set_group(row.component.group);
  wire.set_state(ToWire(row.state));
  SetTime(row.since, &wire, &pb::Component::mutable_since);
  wire.set_source(row.source);
  wire.set_current_name(row.component.current_name);
  for (const std::string& service : row.services) wire.add_services(service);
  return wire;
}

pb::IncidentRow IncidentToWire(const IncidentRow& row) {
  const Incident& incident = row.incident;
  pb::IncidentRow wire;
  wire.set_id(incident.id);
  wire.set_provider(row.provider);
  wire.set_source(row.source);
  wire.set_title(incident.title);
  wire.set_state(PhaseToWire(incident.phase));
  wire.set_impact(ImpactToWire(incident.impact));
  SetTime(incident.start_time, &wire, &pb::IncidentRow::mutable_start_time);
  SetTime(incident.end_time, &wire, &pb::IncidentRow::mutable_end_time);
  wire.set_end_inferred(incident.end_inferred);
  SetTime(incident.disclose_time, &wire,
          &pb::IncidentRow::mutable_disclose_time);
  SetTime(row.told_time, &wire, &pb::IncidentRow::mutable_told_time);
  for (const std::string& name : row.components) wire.add_components(name);
  for (const IncidentUpdate& update : incident.updates) {
    pb::IncidentMessage* message = wire.add_updates();
    SetTime(update.display_time, message, &pb::IncidentMessage::mutable_time);
    message->set_phase(update.phase);
    message->set_text(update.text);
  }
  wire.set_url(incident.url);
  return wire;
}

pb::MaintenanceRow MaintenanceToWire(const MaintenanceRow& row) {
  const Maintenance& maintenance = row.maintenance;
  pb::MaintenanceRow wire;
  wire.set_id(maintenance.id);
  wire.set_provider(row.provider);
  wire.set_source(row.source);
  wire.set_title(maintenance.title);
  wire.set_state(PhaseToWire(maintenance.phase));
  SetTime(maintenance.start_time, &wire, &pb::MaintenanceRow::mutable_start);
  SetTime(maintenance.end_time, &wire, &pb::MaintenanceRow::mutable_end);
  SetTime(row.announced, &wire, &pb::MaintenanceRow::mutable_announce_time);
  for (const std::string& name : row.components) wire.add_components(name);
  return wire;
}

pb::StatusHistoryRow StatusHistoryToWire(const StatusHistoryRow& row) {
  const StateDurations& durations = row.durations;
  pb::StatusHistoryRow wire;
  wire.set_component_id(row.component.id);
  wire.set_component(row.component.name);
  wire.set_source(row.source);
  wire.set_operational_seconds(RoundedSeconds(durations.operational));
  wire.set_degraded_seconds(RoundedSeconds(durations.degraded_performance));
  wire.set_partial_outage_seconds(RoundedSeconds(durations.partial_outage));
  wire.set_major_outage_seconds(RoundedSeconds(durations.major_outage));
  wire.set_maintenance_seconds(RoundedSeconds(durations.under_maintenance));
  wire.set_unknown_seconds(RoundedSeconds(durations.unknown));
  wire.set_incidents(row.incidents);
  wire.set_group(row.component.group);
  return wire;
}

}  // namespace regisseur
