#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "aggregator/storage/as_known.h"
#include "aggregator/storage/latest_versions.h"
#include "aggregator/storage/source_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/status_rows.h"
#include "aggregator/storage/storage.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

#define REGISSEUR_VISIBLE REGISSEUR_KNOWN("d", "?2")

constexpr char kComponentsSql[] =
    REGISSEUR_LATEST_COMPONENTS(REGISSEUR_VISIBLE);
constexpr char kIncidentsSql[] =
    REGISSEUR_LATEST_VERSIONS("incident", REGISSEUR_VISIBLE);
constexpr char kMaintenancesSql[] =
    REGISSEUR_LATEST_VERSIONS("maintenance", REGISSEUR_VISIBLE);

// The versions of the maintenance that a version is of.
constexpr char kMaintenanceVersionsSql[] =
    "SELECT w.id FROM maintenance_version v "
    "JOIN maintenance_version w ON w.maintenance = v.maintenance "
    "JOIN delivery d ON d.id = w.delivery "
    "WHERE v.id = ?1 AND " REGISSEUR_VISIBLE " ORDER BY w.observed_us, w.id";

constexpr char kComponentIdsSql[] =
    "SELECT id FROM component WHERE source = ?1 ORDER BY id";
// Backwards to the last one before the range, so that the cost does not grow
// with the length of the history before it.
constexpr char kStatesSql[] =
    "SELECT at_us, delivery, state FROM state_change "
    "WHERE component = ?1 AND at_us < ?2 "
    "ORDER BY at_us DESC, delivery DESC, row DESC";
constexpr char kDeliverySql[] =
    "SELECT 1 FROM delivery d WHERE d.id = ?1 AND " REGISSEUR_VISIBLE;

constexpr char kRecordedCoverageSql[] =
    "SELECT c.from_us, c.until_us, c.hold_us, c.states_from_incidents "
    "FROM delivery d JOIN recorded_coverage c ON c.delivery = d.id "
    "WHERE d.source = ?1 AND d.recorded = 1 AND " REGISSEUR_VISIBLE;
// A live stretch grows in place; what was known of it at a moment ended there.
constexpr char kLiveCoverageSql[] =
    "SELECT from_us, CASE WHEN until_us > ?2 THEN ?2 ELSE until_us END,"
    " hold_us, states_from_incidents FROM live_coverage "
    "WHERE source = ?1 AND known_from_us <= ?2 ORDER BY id";

struct VersionKey {
  int64_t version = 0;
  absl::Time told_time;
  std::optional<absl::Time> poll_before_told;
};

// The latest versions that overlap the range.
absl::StatusOr<std::vector<VersionKey>> ListVersions(Connection& connection,
                                                     const char* sql,
                                                     int64_t source,
                                                     TimeRange range,
                                                     AsOf as_of) {
  std::vector<VersionKey> versions;
  Statement& read = connection.Prepared(sql);
  read.BindInt(1, source);
  BindTime(read, 2, as_of.known);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    const absl::Time start = FindTime(read, 3).value_or(absl::InfinitePast());
    const absl::Time end = FindTime(read, 4).value_or(absl::InfiniteFuture());
    if (!range.Overlaps(start, end)) continue;
    versions.push_back({read.Int(0), Time(read, 1), FindTime(read, 2)});
  }
  read.Reset();
  return versions;
}

using StatesByComponent = std::map<int64_t, std::vector<StateChange>>;

// Which deliveries are known; each is looked up once.
class Visible {
 public:
  Visible(Connection& connection, AsOf as_of)
      : connection_(connection), as_of_(as_of) {}
  absl::StatusOr<bool> Is(int64_t delivery) {
    if (delivery == last_) return last_visible_;
    auto [found, is_new] = known_.try_emplace(delivery, false);
    if (is_new) {
      Statement& read = connection_.Prepared(kDeliverySql);
      read.BindInt(1, delivery);
      BindTime(read, 2, as_of_.known);
      ASSIGN_OR_RETURN(found->second, read.Step());
      read.Reset();
    }
    last_ = delivery;
    last_visible_ = found->second;
    return last_visible_;
  }

 private:
  Connection& connection_;
  const AsOf as_of_;
  std::map<int64_t, bool> known_;
  int64_t last_ = -1;
  bool last_visible_ = false;
};

// The changes of one component, in order of time.
absl::StatusOr<std::vector<StateChange>> ReadStates(Connection& connection,
                                                    int64_t component,
                                                    TimeRange range,
                                                    Visible& visible) {
  std::vector<StateChange> changes;
  Statement& read = connection.Prepared(kStatesSql);
  read.BindInt(1, component);
  BindTime(read, 2, range.to);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    ASSIGN_OR_RETURN(const bool is_visible, visible.Is(read.Int(1)));
    if (!is_visible) continue;
    changes.push_back(
        {Time(read, 0), static_cast<OperationalState>(read.Int(2))});
    if (changes.back().at < range.from) break;
  }
  read.Reset();
  std::reverse(changes.begin(), changes.end());
  return changes;
}

absl::Status AddCoverage(Connection& connection, const char* sql,
                         int64_t source, AsOf as_of, StatusCoverage& coverage) {
  Statement& read = connection.Prepared(sql);
  read.BindInt(1, source);
  BindTime(read, 2, as_of.known);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    const absl::Time from = Time(read, 0);
    const absl::Time until = Time(read, 1);
    coverage.ranges.push_back({from, until + absl::Microseconds(read.Int(2))});
    if (!coverage.first_observed.has_value() ||
        from < *coverage.first_observed) {
      coverage.first_observed = from;
    }
    if (!coverage.last_observed.has_value() ||
        until >= *coverage.last_observed) {
      coverage.last_observed = until;
      coverage.states_from_incidents = read.Int(3) != 0;
    }
  }
  read.Reset();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ComponentRecord>> StatusReader::ListComponents(
    const Principal& who, absl::string_view source, AsOf as_of) const {
  std::vector<ComponentRecord> components;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    Statement& read = connection.Prepared(kComponentsSql);
    read.BindInt(1, *id);
    BindTime(read, 2, as_of.known);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      ComponentRecord& record = components.emplace_back();
      record.key = read.Int(0);
      record.component.id = std::string(read.Text(1));
      record.component.name = std::string(read.Text(2));
      record.component.group = std::string(read.Text(3));
      record.component.current_name = std::string(read.Text(4));
    }
    return absl::OkStatus();
  }));
  std::sort(
      components.begin(), components.end(),
      [](const ComponentRecord& a, const ComponentRecord& b) {
        return std::tie(a.component.group, a.component.name, a.component.id) <
               std::tie(b.component.group, b.component.name, b.component.id);
      });
  return components;
}

absl::StatusOr<std::map<int64_t, std::vector<StateChange>>>
StatusReader::ListStateChanges(const Principal& who, absl::string_view source,
                               TimeRange range, AsOf as_of) const {
  std::map<int64_t, std::vector<StateChange>> by_component;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    std::vector<int64_t> components;
    Statement& ids = connection.Prepared(kComponentIdsSql);
    ids.BindInt(1, *id);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, ids.Step());
      if (!row) break;
      components.push_back(ids.Int(0));
    }
    ids.Reset();
    Visible visible(connection, as_of);
    for (const int64_t component : components) {
      ASSIGN_OR_RETURN(std::vector<StateChange> changes,
                       ReadStates(connection, component, range, visible));
      if (changes.empty()) continue;
      by_component.emplace_hint(by_component.end(), component,
                                std::move(changes));
    }
    return absl::OkStatus();
  }));
  return by_component;
}

absl::StatusOr<StatusCoverage> StatusReader::GetCoverage(
    const Principal& who, absl::string_view source, AsOf as_of) const {
  StatusCoverage coverage;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    for (const char* sql : {kRecordedCoverageSql, kLiveCoverageSql}) {
      RETURN_IF_ERROR(AddCoverage(connection, sql, *id, as_of, coverage));
    }
    return absl::OkStatus();
  }));
  return coverage;
}

absl::StatusOr<std::vector<IncidentRecord>> StatusReader::ListIncidents(
    const Principal& who, absl::string_view source, TimeRange range,
    AsOf as_of) const {
  std::vector<IncidentRecord> incidents;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        const std::vector<VersionKey> versions,
        ListVersions(connection, kIncidentsSql, *id, range, as_of));
    for (const VersionKey& key : versions) {
      ASSIGN_OR_RETURN(IncidentVersion told,
                       GetIncidentVersion(connection, key.version));
      incidents.push_back({std::move(told.incident), key.told_time});
    }
    return absl::OkStatus();
  }));
  std::sort(incidents.begin(), incidents.end(),
            [](const IncidentRecord& a, const IncidentRecord& b) {
              return std::tie(b.incident.start_time, a.incident.id) <
                     std::tie(a.incident.start_time, b.incident.id);
            });
  return incidents;
}

absl::StatusOr<std::vector<MaintenanceRecord>> StatusReader::ListMaintenances(
    const Principal& who, absl::string_view source, TimeRange range,
    AsOf as_of) const {
  std::vector<MaintenanceRecord> maintenances;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        const std::vector<VersionKey> versions,
        ListVersions(connection, kMaintenancesSql, *id, range, as_of));
    for (const VersionKey& key : versions) {
      ASSIGN_OR_RETURN(MaintenanceVersion told,
                       GetMaintenanceVersion(connection, key.version));
      maintenances.push_back(
          {std::move(told.maintenance), key.told_time, key.poll_before_told});
    }
    return absl::OkStatus();
  }));
  std::sort(maintenances.begin(), maintenances.end(),
            [](const MaintenanceRecord& a, const MaintenanceRecord& b) {
              return std::tie(b.maintenance.start_time, a.maintenance.id) <
                     std::tie(a.maintenance.start_time, b.maintenance.id);
            });
  return maintenances;
}

absl::StatusOr<std::vector<MaintenanceHistory>>
StatusReader::ListMaintenanceHistories(const Principal& who,
                                       absl::string_view source,
                                       TimeRange range, AsOf as_of) const {
  std::vector<MaintenanceHistory> histories;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        const std::vector<VersionKey> latest,
        ListVersions(connection, kMaintenancesSql, *id, range, as_of));
    for (const VersionKey& key : latest) {
      std::vector<int64_t> keys;
      Statement& read = connection.Prepared(kMaintenanceVersionsSql);
      read.BindInt(1, key.version);
      BindTime(read, 2, as_of.known);
      while (true) {
        ASSIGN_OR_RETURN(const bool row, read.Step());
        if (!row) break;
        keys.push_back(read.Int(0));
      }
      read.Reset();
      MaintenanceHistory& history = histories.emplace_back();
      for (const int64_t version : keys) {
        ASSIGN_OR_RETURN(MaintenanceVersion told,
                         GetMaintenanceVersion(connection, version));
        history.versions.push_back({std::move(told.maintenance),
                                    told.observed_time,
                                    told.previous_observed_time});
      }
    }
    return absl::OkStatus();
  }));
  return histories;
}

}  // namespace regisseur
