#pragma once

#include "aggregator/answers/components.h"
#include "aggregator/answers/incidents.h"
#include "aggregator/answers/maintenances.h"
#include "aggregator/answers/status_history.h"
#include "regisseur/status/v1/status.pb.h"

namespace regisseur {

status::v1::Component ComponentToWire(const ComponentRow& row);
status::v1::IncidentRow IncidentToWire(const IncidentRow& row);
status::v1::MaintenanceRow MaintenanceToWire(const MaintenanceRow& row);
status::v1::StatusHistoryRow StatusHistoryToWire(const StatusHistoryRow& row);

}  // namespace regisseur
