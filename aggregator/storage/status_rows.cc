#include "aggregator/storage/status_rows.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kFindComponentSql[] =
    "SELECT id FROM component WHERE source = ?1 AND partner_id = ?2";
constexpr char kInsertComponentSql[] =
    "INSERT INTO component (source, partner_id) VALUES (?1, ?2) RETURNING id";
constexpr char kInsertComponentVersionSql[] =
    "INSERT INTO component_version (component, delivery, row, name_text,"
    " group_text, current_name_text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr char kInsertStateChangeSql[] =
    "INSERT INTO state_change (component, at_us, delivery, row, state) "
    "VALUES (?1, ?2, ?3, ?4, ?5)";

constexpr char kWidenStateMomentsSql[] =
    "UPDATE delivery SET"
    " states_from_us = CASE WHEN states_from_us < ?2 THEN states_from_us"
    "  ELSE ?2 END,"
    " states_until_us = CASE WHEN states_until_us > ?3 THEN states_until_us"
    "  ELSE ?3 END WHERE id = ?1";

constexpr char kFindIncidentSql[] =
    "SELECT id FROM incident WHERE source = ?1 AND partner_id = ?2";
constexpr char kInsertIncidentSql[] =
    "INSERT INTO incident (source, partner_id) VALUES (?1, ?2) RETURNING id";
constexpr char kInsertIncidentVersionSql[] =
    "INSERT INTO incident_version (incident, delivery, row, observed_us,"
    " previous_observed_us, title_text, phase, impact, start_us, end_us,"
    " end_inferred, disclose_us, update_us, implied_state, url_text) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
    " RETURNING id";
constexpr char kInsertIncidentComponentSql[] =
    "INSERT INTO incident_component (version, position, partner_id_text) "
    "VALUES (?1, ?2, ?3)";
constexpr char kInsertIncidentUpdateSql[] =
    "INSERT INTO incident_update (version, position, partner_id_text,"
    " display_us, phase_text, body_text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

constexpr char kFindMaintenanceSql[] =
    "SELECT id FROM maintenance WHERE source = ?1 AND partner_id = ?2";
constexpr char kInsertMaintenanceSql[] =
    "INSERT INTO maintenance (source, partner_id) VALUES (?1, ?2) "
    "RETURNING id";
constexpr char kInsertMaintenanceVersionSql[] =
    "INSERT INTO maintenance_version (maintenance, delivery, row, observed_us,"
    " previous_observed_us, title_text, phase, start_us, end_us, announce_us,"
    " update_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
    " RETURNING id";
constexpr char kInsertMaintenanceComponentSql[] =
    "INSERT INTO maintenance_component (version, position, partner_id_text) "
    "VALUES (?1, ?2, ?3)";
constexpr char kInsertMaintenanceUpdateSql[] =
    "INSERT INTO maintenance_update (version, position, partner_id_text,"
    " display_us, phase_text, body_text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

constexpr char kInsertRecordedCoverageSql[] =
    "INSERT INTO recorded_coverage (delivery, row, from_us, until_us, hold_us,"
    " states_from_incidents) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr char kInsertLiveCoverageSql[] =
    "INSERT INTO live_coverage (source, from_us, until_us, hold_us,"
    " states_from_incidents, known_from_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr char kStagedLiveCoverageSql[] =
    "SELECT from_us, until_us, hold_us, states_from_incidents "
    "FROM live_coverage WHERE source = ?1 AND known_from_us IS NULL "
    "ORDER BY id";
constexpr char kDropStagedLiveCoverageSql[] =
    "DELETE FROM live_coverage WHERE source = ?1 AND known_from_us IS NULL";
constexpr char kLastLiveCoverageSql[] =
    "SELECT id, from_us, until_us, hold_us, states_from_incidents "
    "FROM live_coverage WHERE source = ?1 AND known_from_us IS NOT NULL "
    "ORDER BY id DESC LIMIT 1";
constexpr char kExtendLiveCoverageSql[] =
    "UPDATE live_coverage SET until_us = ?2 WHERE id = ?1";

#define REGISSEUR_OF_VERSIONS(table) \
  "WHERE version IN (SELECT id FROM " table " WHERE delivery = ?1)"
constexpr const char* kDropStatusSql[] = {
    "DELETE FROM component_version WHERE delivery = ?1",
    "DELETE FROM state_change WHERE component IN"
    " (SELECT c.id FROM delivery d JOIN component c ON c.source = d.source"
    "  WHERE d.id = ?1)"
    " AND at_us >= (SELECT states_from_us FROM delivery WHERE id = ?1)"
    " AND at_us <= (SELECT states_until_us FROM delivery WHERE id = ?1)"
    " AND delivery = ?1",
    "DELETE FROM recorded_coverage WHERE delivery = ?1",
    "DELETE FROM incident_component " REGISSEUR_OF_VERSIONS("incident_version"),
    "DELETE FROM incident_update " REGISSEUR_OF_VERSIONS("incident_version"),
    "DELETE FROM incident_version WHERE delivery = ?1",
    "DELETE FROM maintenance_component " REGISSEUR_OF_VERSIONS(
        "maintenance_version"),
    "DELETE FROM maintenance_update " REGISSEUR_OF_VERSIONS(
        "maintenance_version"),
    "DELETE FROM maintenance_version WHERE delivery = ?1",
};

#define REGISSEUR_TEXT(column) "(SELECT value FROM text WHERE id = " column ")"
constexpr char kGetIncidentSql[] =
    "SELECT i.partner_id, " REGISSEUR_TEXT("v.title_text")
    ", v.phase, v.impact, v.start_us, v.end_us, v.end_inferred,"
    " v.disclose_us, v.update_us, v.implied_state, "
    REGISSEUR_TEXT("v.url_text")
    ", v.observed_us, v.previous_observed_us, v.delivery, v.row "
    "FROM incident_version v JOIN incident i ON i.id = v.incident "
    "WHERE v.id = ?1";
constexpr char kIncidentComponentsSql[] =
    "SELECT " REGISSEUR_TEXT("partner_id_text")
    " FROM incident_component WHERE version = ?1 ORDER BY position";
constexpr char kIncidentUpdatesSql[] =
    "SELECT " REGISSEUR_TEXT("partner_id_text") ", display_us, "
    REGISSEUR_TEXT("phase_text") ", " REGISSEUR_TEXT("body_text")
    " FROM incident_update WHERE version = ?1 ORDER BY position";
constexpr char kGetMaintenanceSql[] =
    "SELECT m.partner_id, " REGISSEUR_TEXT("v.title_text")
    ", v.phase, v.start_us, v.end_us, v.announce_us, v.update_us,"
    " v.observed_us, v.previous_observed_us, v.delivery, v.row "
    "FROM maintenance_version v JOIN maintenance m ON m.id = v.maintenance "
    "WHERE v.id = ?1";
constexpr char kMaintenanceComponentsSql[] =
    "SELECT " REGISSEUR_TEXT("partner_id_text")
    " FROM maintenance_component WHERE version = ?1 ORDER BY position";
constexpr char kMaintenanceUpdatesSql[] =
    "SELECT " REGISSEUR_TEXT("partner_id_text") ", display_us, "
    REGISSEUR_TEXT("phase_text") ", " REGISSEUR_TEXT("body_text")
    " FROM maintenance_update WHERE version = ?1 ORDER BY position";

// The id of what the partner calls `partner_id`, made when it is new.
absl::StatusOr<int64_t> FindOrInsert(Transaction& transaction,
                                     const char* find_sql,
                                     const char* insert_sql, int64_t source,
                                     absl::string_view partner_id) {
  Statement& find = transaction.Prepared(find_sql);
  find.BindInt(1, source);
  find.BindText(2, partner_id);
  ASSIGN_OR_RETURN(const std::optional<int64_t> found, FindInt(find));
  if (found.has_value()) return *found;
  Statement& insert = transaction.Prepared(insert_sql);
  insert.BindInt(1, source);
  insert.BindText(2, partner_id);
  return InsertedId(insert);
}

absl::Status BindInterned(Transaction& transaction, TextDictionary& texts,
                          Statement& statement, int index,
                          absl::string_view text) {
  ASSIGN_OR_RETURN(const int64_t id, texts.Intern(transaction, text));
  statement.BindInt(index, id);
  return absl::OkStatus();
}

absl::Status InsertComponents(Transaction& transaction, TextDictionary& texts,
                              const char* sql, int64_t version,
                              const std::vector<std::string>& ids) {
  int64_t position = 0;
  for (const std::string& id : ids) {
    Statement& insert = transaction.Prepared(sql);
    insert.BindInt(1, version);
    insert.BindInt(2, ++position);
    RETURN_IF_ERROR(BindInterned(transaction, texts, insert, 3, id));
    RETURN_IF_ERROR(Run(insert));
  }
  return absl::OkStatus();
}

absl::Status InsertUpdates(Transaction& transaction, TextDictionary& texts,
                           const char* sql, int64_t version,
                           const std::vector<IncidentUpdate>& updates) {
  int64_t position = 0;
  for (const IncidentUpdate& update : updates) {
    Statement& insert = transaction.Prepared(sql);
    insert.BindInt(1, version);
    insert.BindInt(2, ++position);
    RETURN_IF_ERROR(BindInterned(transaction, texts, insert, 3, update.id));
    BindTime(insert, 4, update.display_time);
    RETURN_IF_ERROR(BindInterned(transaction, texts, insert, 5, update.phase));
    RETURN_IF_ERROR(BindInterned(transaction, texts, insert, 6, update.text));
    RETURN_IF_ERROR(Run(insert));
  }
  return absl::OkStatus();
}

absl::Status ReadComponents(Connection& connection, const char* sql,
                            int64_t version, std::vector<std::string>& ids) {
  Statement& read = connection.Prepared(sql);
  read.BindInt(1, version);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    ids.emplace_back(read.Text(0));
  }
  read.Reset();
  return absl::OkStatus();
}

absl::Status ReadUpdates(Connection& connection, const char* sql,
                         int64_t version,
                         std::vector<IncidentUpdate>& updates) {
  Statement& read = connection.Prepared(sql);
  read.BindInt(1, version);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    IncidentUpdate& update = updates.emplace_back();
    update.id = std::string(read.Text(0));
    update.display_time = Time(read, 1);
    update.phase = std::string(read.Text(2));
    update.text = std::string(read.Text(3));
  }
  read.Reset();
  return absl::OkStatus();
}

void BindLiveCoverage(Statement& insert, int64_t source,
                      const CoverageStretch& coverage,
                      std::optional<absl::Time> known_from) {
  insert.BindInt(1, source);
  BindTime(insert, 2, coverage.from);
  BindTime(insert, 3, coverage.until);
  insert.BindInt(4, absl::ToInt64Microseconds(coverage.hold));
  insert.BindInt(5, coverage.states_from_incidents ? 1 : 0);
  BindTime(insert, 6, known_from);
}

CoverageStretch ReadStretch(const Statement& read, int first) {
  CoverageStretch coverage;
  coverage.from = Time(read, first);
  coverage.until = Time(read, first + 1);
  coverage.hold = absl::Microseconds(read.Int(first + 2));
  coverage.states_from_incidents = read.Int(first + 3) != 0;
  return coverage;
}

}  // namespace

absl::Status InsertComponent(Transaction& transaction, TextDictionary& texts,
                             const RowPlace& place,
                             const Component& component) {
  ASSIGN_OR_RETURN(
      const int64_t id,
      FindOrInsert(transaction, kFindComponentSql, kInsertComponentSql,
                   place.source, component.id));
  Statement& insert = transaction.Prepared(kInsertComponentVersionSql);
  insert.BindInt(1, id);
  insert.BindInt(2, place.delivery);
  insert.BindInt(3, place.row);
  RETURN_IF_ERROR(BindInterned(transaction, texts, insert, 4, component.name));
  RETURN_IF_ERROR(BindInterned(transaction, texts, insert, 5, component.group));
  RETURN_IF_ERROR(
      BindInterned(transaction, texts, insert, 6, component.current_name));
  return Run(insert);
}

absl::Status InsertStateChange(Transaction& transaction, const RowPlace& place,
                               absl::string_view component_id,
                               const StateChange& change) {
  ASSIGN_OR_RETURN(
      const int64_t id,
      FindOrInsert(transaction, kFindComponentSql, kInsertComponentSql,
                   place.source, component_id));
  Statement& insert = transaction.Prepared(kInsertStateChangeSql);
  insert.BindInt(1, id);
  BindTime(insert, 2, change.at);
  insert.BindInt(3, place.delivery);
  insert.BindInt(4, place.row);
  insert.BindInt(5, static_cast<int64_t>(change.state));
  return Run(insert);
}

absl::Status InsertIncident(Transaction& transaction, TextDictionary& texts,
                            const RowPlace& place, const Incident& incident,
                            absl::Time observed_time,
                            std::optional<absl::Time> previous_observed_time) {
  ASSIGN_OR_RETURN(const int64_t id,
                   FindOrInsert(transaction, kFindIncidentSql,
                                kInsertIncidentSql, place.source, incident.id));
  Statement& insert = transaction.Prepared(kInsertIncidentVersionSql);
  insert.BindInt(1, id);
  insert.BindInt(2, place.delivery);
  insert.BindInt(3, place.row);
  BindTime(insert, 4, observed_time);
  BindTime(insert, 5, previous_observed_time);
  RETURN_IF_ERROR(BindInterned(transaction, texts, insert, 6, incident.title));
  insert.BindInt(7, static_cast<int64_t>(incident.phase));
  insert.BindInt(8, static_cast<int64_t>(incident.impact));
  BindTime(insert, 9, incident.start_time);
  BindTime(insert, 10, incident.end_time);
  insert.BindInt(11, incident.end_inferred ? 1 : 0);
  BindTime(insert, 12, incident.disclose_time);
  BindTime(insert, 13, incident.update_time);
  if (incident.implied_state.has_value()) {
    insert.BindInt(14, static_cast<int64_t>(*incident.implied_state));
  }
  RETURN_IF_ERROR(BindInterned(transaction, texts, insert, 15, incident.url));
  ASSIGN_OR_RETURN(const int64_t version, InsertedId(insert));
  RETURN_IF_ERROR(InsertComponents(transaction, texts,
                                   kInsertIncidentComponentSql, version,
                                   incident.component_ids));
  return InsertUpdates(transaction, texts, kInsertIncidentUpdateSql, version,
                       incident.updates);
}

absl::Status InsertMaintenance(
    Transaction& transaction, TextDictionary& texts, const RowPlace& place,
    const Maintenance& maintenance, absl::Time observed_time,
    std::optional<absl::Time> previous_observed_time) {
  ASSIGN_OR_RETURN(
      const int64_t id,
      FindOrInsert(transaction, kFindMaintenanceSql, kInsertMaintenanceSql,
                   place.source, maintenance.id));
  Statement& insert = transaction.Prepared(kInsertMaintenanceVersionSql);
  insert.BindInt(1, id);
  insert.BindInt(2, place.delivery);
  insert.BindInt(3, place.row);
  BindTime(insert, 4, observed_time);
  BindTime(insert, 5, previous_observed_time);
  RETURN_IF_ERROR(
      BindInterned(transaction, texts, insert, 6, maintenance.title));
  insert.BindInt(7, static_cast<int64_t>(maintenance.phase));
  BindTime(insert, 8, maintenance.start_time);
  BindTime(insert, 9, maintenance.end_time);
  BindTime(insert, 10, maintenance.announce_time);
  BindTime(insert, 11, maintenance.update_time);
  ASSIGN_OR_RETURN(const int64_t version, InsertedId(insert));
  RETURN_IF_ERROR(InsertComponents(transaction, texts,
                                   kInsertMaintenanceComponentSql, version,
                                   maintenance.component_ids));
  return InsertUpdates(transaction, texts, kInsertMaintenanceUpdateSql, version,
                       maintenance.updates);
}

absl::Status InsertRecordedCoverage(Transaction& transaction,
                                    const RowPlace& place,
                                    const CoverageStretch& coverage) {
  Statement& insert = transaction.Prepared(kInsertRecordedCoverageSql);
  insert.BindInt(1, place.delivery);
  insert.BindInt(2, place.row);
  BindTime(insert, 3, coverage.from);
  BindTime(insert, 4, coverage.until);
  insert.BindInt(5, absl::ToInt64Microseconds(coverage.hold));
  insert.BindInt(6, coverage.states_from_incidents ? 1 : 0);
  return Run(insert);
}

absl::Status StageLiveCoverage(Transaction& transaction, int64_t source,
                               const CoverageStretch& coverage) {
  Statement& insert = transaction.Prepared(kInsertLiveCoverageSql);
  BindLiveCoverage(insert, source, coverage, std::nullopt);
  return Run(insert);
}

absl::Status PutLiveCoverageInForce(Transaction& transaction, int64_t source,
                                    absl::Time known_from) {
  std::vector<CoverageStretch> staged;
  Statement& read = transaction.Prepared(kStagedLiveCoverageSql);
  read.BindInt(1, source);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    staged.push_back(ReadStretch(read, 0));
  }
  read.Reset();
  if (staged.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(DropStagedLiveCoverage(transaction, source));
  for (const CoverageStretch& coverage : staged) {
    RETURN_IF_ERROR(
        ExtendLiveCoverage(transaction, source, coverage, known_from));
  }
  return absl::OkStatus();
}

absl::Status DropStagedLiveCoverage(Transaction& transaction, int64_t source) {
  Statement& drop = transaction.Prepared(kDropStagedLiveCoverageSql);
  drop.BindInt(1, source);
  return Run(drop);
}

absl::Status ConfirmLiveCoverage(Transaction& transaction, int64_t source,
                                 CoverageStretch coverage,
                                 absl::Time known_from) {
  Statement& last = transaction.Prepared(kLastLiveCoverageSql);
  last.BindInt(1, source);
  ASSIGN_OR_RETURN(const bool found, last.Step());
  if (found) {
    coverage.states_from_incidents = ReadStretch(last, 1).states_from_incidents;
    last.Reset();
  }
  return ExtendLiveCoverage(transaction, source, coverage, known_from);
}

absl::Status ExtendLiveCoverage(Transaction& transaction, int64_t source,
                                const CoverageStretch& coverage,
                                absl::Time known_from) {
  Statement& last = transaction.Prepared(kLastLiveCoverageSql);
  last.BindInt(1, source);
  ASSIGN_OR_RETURN(const bool found, last.Step());
  if (found) {
    const int64_t id = last.Int(0);
    const CoverageStretch before = ReadStretch(last, 1);
    last.Reset();
    if (before.hold == coverage.hold &&
        before.states_from_incidents == coverage.states_from_incidents &&
        coverage.from <= before.until + before.hold &&
        coverage.until >= before.from) {
      Statement& extend = transaction.Prepared(kExtendLiveCoverageSql);
      extend.BindInt(1, id);
      BindTime(extend, 2, std::max(before.until, coverage.until));
      return Run(extend);
    }
  }
  Statement& insert = transaction.Prepared(kInsertLiveCoverageSql);
  BindLiveCoverage(insert, source, coverage, known_from);
  return Run(insert);
}

absl::Status WidenStateMoments(Transaction& transaction, int64_t delivery,
                               absl::Time first, absl::Time last) {
  Statement& update = transaction.Prepared(kWidenStateMomentsSql);
  update.BindInt(1, delivery);
  BindTime(update, 2, first);
  BindTime(update, 3, last);
  return Run(update);
}

absl::Status DropStatusRows(Transaction& transaction, int64_t delivery) {
  for (const char* sql : kDropStatusSql) {
    Statement& drop = transaction.Prepared(sql);
    drop.BindInt(1, delivery);
    RETURN_IF_ERROR(Run(drop));
  }
  return absl::OkStatus();
}

absl::StatusOr<IncidentVersion> GetIncidentVersion(Connection& connection,
                                                   int64_t version) {
  IncidentVersion told;
  Incident& incident = told.incident;
  {
    Statement& read = connection.Prepared(kGetIncidentSql);
    read.BindInt(1, version);
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) {
      return absl::NotFoundError(
          absl::StrCat("there is no incident version ", version));
    }
    incident.id = std::string(read.Text(0));
    incident.title = std::string(read.Text(1));
    incident.phase = static_cast<IncidentPhase>(read.Int(2));
    incident.impact = static_cast<IncidentImpact>(read.Int(3));
    incident.start_time = Time(read, 4);
    incident.end_time = FindTime(read, 5);
    incident.end_inferred = read.Int(6) != 0;
    incident.disclose_time = FindTime(read, 7);
    incident.update_time = FindTime(read, 8);
    if (!read.IsNull(9)) {
      incident.implied_state = static_cast<OperationalState>(read.Int(9));
    }
    incident.url = std::string(read.Text(10));
    told.observed_time = Time(read, 11);
    told.previous_observed_time = FindTime(read, 12);
    told.delivery = read.Int(13);
    told.row = read.Int(14);
    read.Reset();
  }
  RETURN_IF_ERROR(ReadComponents(connection, kIncidentComponentsSql, version,
                                 incident.component_ids));
  RETURN_IF_ERROR(
      ReadUpdates(connection, kIncidentUpdatesSql, version, incident.updates));
  return told;
}

absl::StatusOr<MaintenanceVersion> GetMaintenanceVersion(Connection& connection,
                                                         int64_t version) {
  MaintenanceVersion told;
  Maintenance& maintenance = told.maintenance;
  {
    Statement& read = connection.Prepared(kGetMaintenanceSql);
    read.BindInt(1, version);
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) {
      return absl::NotFoundError(
          absl::StrCat("there is no maintenance version ", version));
    }
    maintenance.id = std::string(read.Text(0));
    maintenance.title = std::string(read.Text(1));
    maintenance.phase = static_cast<MaintenancePhase>(read.Int(2));
    maintenance.start_time = FindTime(read, 3);
    maintenance.end_time = FindTime(read, 4);
    maintenance.announce_time = FindTime(read, 5);
    maintenance.update_time = FindTime(read, 6);
    told.observed_time = Time(read, 7);
    told.previous_observed_time = FindTime(read, 8);
    told.delivery = read.Int(9);
    told.row = read.Int(10);
    read.Reset();
  }
  RETURN_IF_ERROR(ReadComponents(connection, kMaintenanceComponentsSql, version,
                                 maintenance.component_ids));
  RETURN_IF_ERROR(ReadUpdates(connection, kMaintenanceUpdatesSql, version,
                              maintenance.updates));
  return told;
}

}  // namespace regisseur
