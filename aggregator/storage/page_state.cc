#include "aggregator/storage/page_state.h"

#include <string>
#include <utility>
#include <vector>

#include "aggregator/storage/as_known.h"
#include "aggregator/storage/latest_versions.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/status_rows.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

#define REGISSEUR_VISIBLE REGISSEUR_IN_FORCE_OR_STAGED("d")

constexpr char kComponentsSql[] =
    REGISSEUR_LATEST_COMPONENTS(REGISSEUR_VISIBLE);
constexpr char kLastStateSql[] =
    "SELECT s.state FROM state_change s JOIN delivery d ON d.id = s.delivery "
    "WHERE s.component = ?1 AND " REGISSEUR_VISIBLE
    " ORDER BY s.at_us DESC, s.delivery DESC, s.row DESC LIMIT 1";
constexpr char kIncidentsSql[] =
    REGISSEUR_LATEST_VERSIONS("incident", REGISSEUR_VISIBLE);
constexpr char kMaintenancesSql[] =
    REGISSEUR_LATEST_VERSIONS("maintenance", REGISSEUR_VISIBLE);
constexpr char kSeenSql[] =
    "SELECT kind, partner_id FROM page_seen WHERE source = ?1";
constexpr char kLastRecordedSql[] =
    "SELECT MAX(c.until_us) FROM delivery d "
    "JOIN recorded_coverage c ON c.delivery = d.id "
    "WHERE d.source = ?1 AND d.recorded = 1 AND " REGISSEUR_VISIBLE;
constexpr char kLastLiveSql[] =
    "SELECT MAX(until_us) FROM live_coverage WHERE source = ?1";

absl::StatusOr<std::vector<int64_t>> ReadIds(Connection& connection,
                                             const char* sql, int64_t source) {
  std::vector<int64_t> ids;
  Statement& read = connection.Prepared(sql);
  read.BindInt(1, source);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    ids.push_back(read.Int(0));
  }
  read.Reset();
  return ids;
}

absl::Status ReadComponents(Connection& connection, int64_t source,
                            PageState& state) {
  Statement& read = connection.Prepared(kComponentsSql);
  read.BindInt(1, source);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    Component component;
    component.id = std::string(read.Text(1));
    component.name = std::string(read.Text(2));
    component.group = std::string(read.Text(3));
    component.current_name = std::string(read.Text(4));
    Statement& last = connection.Prepared(kLastStateSql);
    last.BindInt(1, read.Int(0));
    ASSIGN_OR_RETURN(const std::optional<int64_t> last_state, FindInt(last));
    if (last_state.has_value()) {
      component.state = static_cast<OperationalState>(*last_state);
    }
    std::string id = component.id;
    state.components.emplace(std::move(id), std::move(component));
  }
  read.Reset();
  return absl::OkStatus();
}

absl::Status ReadSeen(Connection& connection, int64_t source,
                      PageState& state) {
  Statement& read = connection.Prepared(kSeenSql);
  read.BindInt(1, source);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    std::string id(read.Text(1));
    switch (static_cast<SeenKind>(read.Int(0))) {
      case SeenKind::kComponent:
        state.seen_components.insert(std::move(id));
        break;
      case SeenKind::kIncident:
        state.seen_incidents.insert(std::move(id));
        break;
      case SeenKind::kMaintenance:
        state.seen_maintenances.insert(std::move(id));
        break;
    }
  }
  read.Reset();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PageState> ReadPageState(Connection& connection,
                                        int64_t source) {
  PageState state;
  RETURN_IF_ERROR(ReadComponents(connection, source, state));
  ASSIGN_OR_RETURN(const std::vector<int64_t> incidents,
                   ReadIds(connection, kIncidentsSql, source));
  for (const int64_t id : incidents) {
    ASSIGN_OR_RETURN(IncidentVersion told, GetIncidentVersion(connection, id));
    std::string key = told.incident.id;
    state.incidents.emplace(std::move(key), std::move(told.incident));
  }
  ASSIGN_OR_RETURN(const std::vector<int64_t> maintenances,
                   ReadIds(connection, kMaintenancesSql, source));
  for (const int64_t id : maintenances) {
    ASSIGN_OR_RETURN(MaintenanceVersion told,
                     GetMaintenanceVersion(connection, id));
    std::string key = told.maintenance.id;
    state.maintenances.emplace(std::move(key), std::move(told.maintenance));
  }
  RETURN_IF_ERROR(ReadSeen(connection, source, state));
  for (const char* sql : {kLastRecordedSql, kLastLiveSql}) {
    Statement& read = connection.Prepared(sql);
    read.BindInt(1, source);
    ASSIGN_OR_RETURN(const std::optional<int64_t> last, FindInt(read));
    if (!last.has_value()) continue;
    const absl::Time time = FromStored(*last);
    if (!state.last_observed_time.has_value() ||
        *state.last_observed_time < time) {
      state.last_observed_time = time;
    }
  }
  return state;
}

}  // namespace regisseur
