#include "aggregator/storage/schema.h"

#include <unistd.h>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/sqlite_error.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"
#include "sqlite3.h"

namespace regisseur {
namespace {

// "RGSR", so that another program's file is told apart.
constexpr int64_t kApplicationId = 0x52475352;

// Times are microseconds since 1970 (`_us`) or seconds (`_s`). A text column
// that ends in `_text` is an id in `text`; 0 is the empty text. README.md says
// what each table is for. `act` is the act that put a row into its chain; null:
// not yet, the next write does it. `tells` is what the adapter said it tells,
// as a set of bits: 1 << (kind - 1); 0 where it did not say.
constexpr char kStep1Sql[] = R"sql(
CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  oldest_schema INTEGER NOT NULL,
  oldest_program TEXT NOT NULL,
  last_known_us INTEGER NOT NULL,
  data_version INTEGER NOT NULL
) STRICT;

CREATE TABLE text (
  id INTEGER PRIMARY KEY,
  fingerprint INTEGER NOT NULL,
  value TEXT NOT NULL
) STRICT;
CREATE INDEX text_by_fingerprint ON text (fingerprint);

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE source_progress (
  source INTEGER PRIMARY KEY REFERENCES source (id),
  cursor BLOB NOT NULL,
  staged_run TEXT NOT NULL,
  staged_number INTEGER NOT NULL,
  last_run TEXT NOT NULL,
  last_number INTEGER NOT NULL,
  adapter_version TEXT NOT NULL,
  deliveries_in_force INTEGER NOT NULL
) STRICT;

CREATE TABLE page_seen (
  source INTEGER NOT NULL REFERENCES source (id),
  kind INTEGER NOT NULL,
  partner_id TEXT NOT NULL,
  PRIMARY KEY (source, kind, partner_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE source_try (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  outcome INTEGER NOT NULL,
  rule TEXT NOT NULL,
  message TEXT NOT NULL,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  data_until_us INTEGER,
  adapter_version TEXT NOT NULL,
  tells INTEGER NOT NULL
) STRICT;
CREATE INDEX source_try_by_source ON source_try (source, id);

CREATE TABLE party (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  name TEXT NOT NULL,
  UNIQUE (source, name)
) STRICT;

CREATE TABLE party_assignment (
  id INTEGER PRIMARY KEY,
  party INTEGER NOT NULL REFERENCES party (id),
  provider TEXT NOT NULL,
  known_from_us INTEGER NOT NULL,
  known_until_us INTEGER,
  act INTEGER REFERENCES act (id)
) STRICT;
CREATE INDEX party_assignment_by_party
  ON party_assignment (party, known_from_us);
CREATE INDEX party_assignment_unchained ON party_assignment (id)
  WHERE act IS NULL;

CREATE TABLE chain (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  length INTEGER NOT NULL,
  head_hash BLOB NOT NULL
) STRICT;

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source INTEGER NOT NULL REFERENCES source (id),
  run TEXT NOT NULL,
  chain INTEGER REFERENCES chain (id),
  number INTEGER,
  kind INTEGER NOT NULL,
  scope TEXT NOT NULL,
  completeness INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  period_start_us INTEGER,
  period_end_us INTEGER,
  origin TEXT NOT NULL,
  account TEXT NOT NULL,
  delivered_by TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  row_hash BLOB NOT NULL,
  chain_hash BLOB,
  known_from_us INTEGER,
  known_until_us INTEGER,
  confirmed_us INTEGER,
  confirmed_origin TEXT,
  dropped INTEGER NOT NULL,
  lines_dropped INTEGER NOT NULL,
  region_left_out INTEGER NOT NULL,
  purge_act INTEGER REFERENCES act (id),
  total_count INTEGER,
  totals_hash BLOB,
  UNIQUE (chain, number)
) STRICT;
CREATE INDEX delivery_by_scope ON delivery (source, scope, known_from_us);
CREATE INDEX delivery_staged ON delivery (source)
  WHERE known_from_us IS NULL;
CREATE INDEX delivery_recorded ON delivery (source)
  WHERE recorded = 1;
CREATE INDEX delivery_replaced ON delivery (kind, lines_dropped)
  WHERE known_until_us IS NOT NULL;
CREATE INDEX delivery_to_drop ON delivery (id) WHERE lines_dropped = 1;
CREATE INDEX delivery_by_period ON delivery (kind, period_end_us)
  WHERE lines_dropped = 0;

CREATE TABLE finding (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  teller INTEGER NOT NULL,
  run TEXT NOT NULL,
  severity INTEGER NOT NULL,
  rule TEXT NOT NULL,
  field TEXT NOT NULL,
  file TEXT NOT NULL,
  first_line INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  known_from_us INTEGER,
  known_until_us INTEGER
) STRICT;
CREATE INDEX finding_by_source ON finding (source, known_until_us);
CREATE TABLE finding_argument (
  finding INTEGER NOT NULL REFERENCES finding (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (finding, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE finding_example (
  finding INTEGER NOT NULL REFERENCES finding (id),
  position INTEGER NOT NULL,
  line INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (finding, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE component (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  partner_id TEXT NOT NULL,
  UNIQUE (source, partner_id)
) STRICT;
CREATE TABLE component_version (
  id INTEGER PRIMARY KEY,
  component INTEGER NOT NULL REFERENCES component (id),
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  row INTEGER NOT NULL,
  name_text INTEGER NOT NULL,
  group_text INTEGER NOT NULL,
  current_name_text INTEGER NOT NULL
) STRICT;
CREATE INDEX component_version_by_component
  ON component_version (component);
CREATE INDEX component_version_by_delivery ON component_version (delivery);
CREATE TABLE state_change (
  component INTEGER NOT NULL REFERENCES component (id),
  at_us INTEGER NOT NULL,
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  row INTEGER NOT NULL,
  state INTEGER NOT NULL,
  PRIMARY KEY (component, at_us, delivery, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX state_change_by_delivery ON state_change (delivery);

CREATE TABLE recorded_coverage (
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  row INTEGER NOT NULL,
  from_us INTEGER NOT NULL,
  until_us INTEGER NOT NULL,
  hold_us INTEGER NOT NULL,
  states_from_incidents INTEGER NOT NULL,
  PRIMARY KEY (delivery, row)
) STRICT, WITHOUT ROWID;
CREATE TABLE live_coverage (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  from_us INTEGER NOT NULL,
  until_us INTEGER NOT NULL,
  hold_us INTEGER NOT NULL,
  states_from_incidents INTEGER NOT NULL,
  known_from_us INTEGER,
  sealed_us INTEGER,
  act INTEGER REFERENCES act (id)
) STRICT;
CREATE INDEX live_coverage_by_source ON live_coverage (source, id);

CREATE TABLE incident (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  partner_id TEXT NOT NULL,
  UNIQUE (source, partner_id)
) STRICT;
CREATE TABLE incident_version (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incident (id),
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  row INTEGER NOT NULL,
  observed_us INTEGER NOT NULL,
  previous_observed_us INTEGER,
  title_text INTEGER NOT NULL,
  phase INTEGER NOT NULL,
  impact INTEGER NOT NULL,
  start_us INTEGER NOT NULL,
  end_us INTEGER,
  end_inferred INTEGER NOT NULL,
  disclose_us INTEGER,
  update_us INTEGER,
  implied_state INTEGER,
  url_text INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_version_by_incident ON incident_version (incident);
CREATE INDEX incident_version_by_delivery ON incident_version (delivery);
CREATE TABLE incident_component (
  version INTEGER NOT NULL REFERENCES incident_version (id),
  position INTEGER NOT NULL,
  partner_id_text INTEGER NOT NULL,
  PRIMARY KEY (version, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE incident_update (
  version INTEGER NOT NULL REFERENCES incident_version (id),
  position INTEGER NOT NULL,
  partner_id_text INTEGER NOT NULL,
  display_us INTEGER NOT NULL,
  phase_text INTEGER NOT NULL,
  body_text INTEGER NOT NULL,
  PRIMARY KEY (version, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE maintenance (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  partner_id TEXT NOT NULL,
  UNIQUE (source, partner_id)
) STRICT;
CREATE TABLE maintenance_version (
  id INTEGER PRIMARY KEY,
  maintenance INTEGER NOT NULL REFERENCES maintenance (id),
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  row INTEGER NOT NULL,
  observed_us INTEGER NOT NULL,
  previous_observed_us INTEGER,
  title_text INTEGER NOT NULL,
  phase INTEGER NOT NULL,
  start_us INTEGER,
  end_us INTEGER,
  announce_us INTEGER,
  update_us INTEGER
) STRICT;
CREATE INDEX maintenance_version_by_maintenance
  ON maintenance_version (maintenance);
CREATE INDEX maintenance_version_by_delivery ON maintenance_version (delivery);
CREATE TABLE maintenance_component (
  version INTEGER NOT NULL REFERENCES maintenance_version (id),
  position INTEGER NOT NULL,
  partner_id_text INTEGER NOT NULL,
  PRIMARY KEY (version, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE maintenance_update (
  version INTEGER NOT NULL REFERENCES maintenance_version (id),
  position INTEGER NOT NULL,
  partner_id_text INTEGER NOT NULL,
  display_us INTEGER NOT NULL,
  phase_text INTEGER NOT NULL,
  body_text INTEGER NOT NULL,
  PRIMARY KEY (version, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE charge_block (
  id INTEGER PRIMARY KEY,
  last_row INTEGER NOT NULL,
  numbers BLOB NOT NULL,
  text_bytes INTEGER NOT NULL,
  texts BLOB NOT NULL
) STRICT;

CREATE TABLE cost_total (
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  billing_period_start_s INTEGER NOT NULL,
  cell INTEGER NOT NULL,
  billing_period_end_s INTEGER NOT NULL,
  party INTEGER NOT NULL REFERENCES party (id),
  charge_month INTEGER NOT NULL,
  service_provider_text INTEGER NOT NULL,
  service_category_text INTEGER NOT NULL,
  service_name_text INTEGER NOT NULL,
  charge_category_text INTEGER NOT NULL,
  region_text INTEGER NOT NULL,
  currency_text INTEGER NOT NULL,
  charges INTEGER NOT NULL,
  billed TEXT NOT NULL,
  tax TEXT NOT NULL,
  effective TEXT NOT NULL,
  effective_nulls INTEGER NOT NULL,
  effective_nulls_billed TEXT NOT NULL,
  list TEXT NOT NULL,
  list_nulls INTEGER NOT NULL,
  list_nulls_billed TEXT NOT NULL,
  contracted TEXT NOT NULL,
  contracted_nulls INTEGER NOT NULL,
  contracted_nulls_billed TEXT NOT NULL,
  PRIMARY KEY (delivery, billing_period_start_s, cell)
) STRICT, WITHOUT ROWID;
CREATE TABLE delivery_period (
  billing_period_start_s INTEGER NOT NULL,
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  PRIMARY KEY (billing_period_start_s, delivery)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_period_by_delivery ON delivery_period (delivery);
CREATE TABLE delivery_party (
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  party INTEGER NOT NULL REFERENCES party (id),
  facts INTEGER NOT NULL,
  PRIMARY KEY (delivery, party)
) STRICT, WITHOUT ROWID;

CREATE TABLE personal_text (
  id INTEGER PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
CREATE TABLE measurement (
  id INTEGER PRIMARY KEY,
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  row INTEGER NOT NULL,
  line INTEGER NOT NULL,
  party INTEGER NOT NULL REFERENCES party (id),
  service_text INTEGER NOT NULL,
  indicator_text INTEGER NOT NULL,
  period_start_us INTEGER NOT NULL,
  period_end_us INTEGER NOT NULL,
  value TEXT,
  numerator TEXT,
  denominator TEXT,
  norm TEXT,
  norm_operator TEXT NOT NULL,
  unit_text INTEGER NOT NULL,
  remark INTEGER REFERENCES personal_text (id),
  not_applicable INTEGER NOT NULL
) STRICT;
CREATE INDEX measurement_by_delivery ON measurement (delivery);
CREATE INDEX measurement_by_period ON measurement (period_start_us);
CREATE INDEX measurement_by_remark ON measurement (remark)
  WHERE remark IS NOT NULL;

CREATE TABLE config_content (
  sha256 BLOB PRIMARY KEY,
  content BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE config_version (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 BLOB NOT NULL REFERENCES config_content (sha256),
  known_from_us INTEGER NOT NULL,
  act INTEGER REFERENCES act (id)
) STRICT;
CREATE INDEX config_version_by_name ON config_version (kind, name, id);
CREATE INDEX config_version_unchained ON config_version (id)
  WHERE act IS NULL;

CREATE TABLE original (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  run TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  known_from_us INTEGER NOT NULL,
  act INTEGER REFERENCES act (id),
  purge_act INTEGER REFERENCES act (id),
  UNIQUE (source, run, name)
) STRICT;
CREATE INDEX original_by_hash ON original (sha256);
CREATE INDEX original_unchained ON original (id) WHERE act IS NULL;

CREATE TABLE identity (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,
  limit_amount TEXT,
  limit_currency TEXT,
  token_sha256 BLOB NOT NULL,
  created_us INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  needs_approval INTEGER NOT NULL,
  approved_by TEXT NOT NULL,
  expires_us INTEGER NOT NULL,
  revoked_us INTEGER,
  last_used_us INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX identity_by_token ON identity (token_sha256);

CREATE TABLE actor (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  identity TEXT UNIQUE
) STRICT;
CREATE TABLE act (
  id INTEGER PRIMARY KEY,
  chain INTEGER NOT NULL REFERENCES chain (id),
  number INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actor (id),
  role TEXT NOT NULL,
  via TEXT NOT NULL,
  method TEXT NOT NULL,
  subject TEXT NOT NULL,
  request_id TEXT NOT NULL,
  content_hash BLOB NOT NULL,
  row_count INTEGER NOT NULL,
  row_hash BLOB NOT NULL,
  chain_hash BLOB NOT NULL,
  known_from_us INTEGER NOT NULL,
  answer BLOB NOT NULL,
  UNIQUE (chain, number)
) STRICT;
CREATE UNIQUE INDEX act_by_request ON act (actor, request_id)
  WHERE request_id <> '';
CREATE INDEX act_by_known ON act (known_from_us);
CREATE INDEX act_by_subject ON act (subject);
CREATE TABLE act_argument (
  act INTEGER NOT NULL REFERENCES act (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (act, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE act_personal (
  act INTEGER NOT NULL REFERENCES act (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  hash BLOB NOT NULL,
  salt BLOB,
  value TEXT,
  PRIMARY KEY (act, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE act_row (
  act INTEGER NOT NULL REFERENCES act (id),
  row INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (act, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence_root (
  number INTEGER PRIMARY KEY,
  made_us INTEGER NOT NULL,
  statement BLOB NOT NULL,
  signature BLOB NOT NULL
) STRICT;
CREATE TABLE evidence_leaf (
  root INTEGER NOT NULL REFERENCES evidence_root (number),
  position INTEGER NOT NULL,
  chain TEXT NOT NULL,
  length INTEGER NOT NULL,
  head_hash BLOB NOT NULL,
  nonce BLOB NOT NULL,
  PRIMARY KEY (root, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_leaf_by_chain ON evidence_leaf (chain, root);
)sql";

// What people settle (aggregator/storage/matter_store.h). Rows are only added.
constexpr char kStep2Sql[] = R"sql(
CREATE TABLE matter (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  provider TEXT NOT NULL,
  contract TEXT NOT NULL,
  objective TEXT NOT NULL,
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  UNIQUE (kind, name)
) STRICT;
CREATE INDEX matter_by_contract ON matter (kind, contract, objective);
CREATE TABLE matter_step (
  id INTEGER PRIMARY KEY,
  matter INTEGER NOT NULL REFERENCES matter (id),
  move TEXT NOT NULL,
  act INTEGER NOT NULL REFERENCES act (id)
) STRICT;
CREATE INDEX matter_step_by_matter ON matter_step (matter);
CREATE TABLE matter_value (
  step INTEGER NOT NULL REFERENCES matter_step (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (step, position)
) STRICT, WITHOUT ROWID;
)sql";

// Tickets and declared objectives. A program that does not know of them would
// find deliveries of kinds that it cannot verify.
constexpr char kStep3Sql[] = R"sql(
CREATE TABLE ticket (
  id INTEGER PRIMARY KEY,
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  row INTEGER NOT NULL,
  line INTEGER NOT NULL,
  party INTEGER NOT NULL REFERENCES party (id),
  partner_id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  supplier_text INTEGER NOT NULL,
  assignment_group_text INTEGER NOT NULL,
  service_text INTEGER NOT NULL,
  category_text INTEGER NOT NULL,
  opened_us INTEGER NOT NULL,
  created_us INTEGER,
  reacted_us INTEGER,
  restored_us INTEGER,
  resolved_us INTEGER,
  closed_us INTEGER,
  due_us INTEGER,
  updated_us INTEGER NOT NULL,
  reopened INTEGER NOT NULL,
  held_us INTEGER,
  elapsed_us INTEGER,
  business_elapsed_us INTEGER,
  title INTEGER REFERENCES personal_text (id),
  whole_history INTEGER NOT NULL,
  steps BLOB NOT NULL
) STRICT;
CREATE INDEX ticket_by_delivery ON ticket (delivery, row);
CREATE INDEX ticket_by_title ON ticket (title) WHERE title IS NOT NULL;
CREATE TABLE objective (
  id INTEGER PRIMARY KEY,
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  row INTEGER NOT NULL,
  line INTEGER NOT NULL,
  party INTEGER NOT NULL REFERENCES party (id),
  name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  service_text INTEGER NOT NULL,
  description TEXT NOT NULL,
  target_window TEXT NOT NULL,
  budgeting_method_text INTEGER NOT NULL,
  indicator TEXT NOT NULL,
  document TEXT NOT NULL,
  format_text INTEGER NOT NULL
) STRICT;
CREATE INDEX objective_by_delivery ON objective (delivery, row);
CREATE TABLE objective_target (
  objective INTEGER NOT NULL REFERENCES objective (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  percent TEXT NOT NULL,
  condition TEXT NOT NULL,
  PRIMARY KEY (objective, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_of_documents ON delivery (kind, id) WHERE kind > 3;
)sql";

// The moments between which a delivery's states changed are a way to them by
// component and time, where an index by delivery took as much room as the
// states. Without it a reference to the delivery would read them all whenever
// one is dropped. A program that does not write the moments would leave states
// that nobody finds again.
constexpr char kStep4Sql[] = R"sql(
ALTER TABLE delivery ADD COLUMN states_from_us INTEGER;
ALTER TABLE delivery ADD COLUMN states_until_us INTEGER;
UPDATE delivery SET
  states_from_us = (SELECT MIN(s.at_us) FROM state_change s
                    WHERE s.delivery = delivery.id),
  states_until_us = (SELECT MAX(s.at_us) FROM state_change s
                     WHERE s.delivery = delivery.id)
  WHERE kind = 1;
CREATE TABLE state_change_4 (
  component INTEGER NOT NULL REFERENCES component (id),
  at_us INTEGER NOT NULL,
  delivery INTEGER NOT NULL,
  row INTEGER NOT NULL,
  state INTEGER NOT NULL,
  PRIMARY KEY (component, at_us, delivery, row)
) STRICT, WITHOUT ROWID;
INSERT INTO state_change_4 (component, at_us, delivery, row, state)
  SELECT component, at_us, delivery, row, state FROM state_change;
DROP TABLE state_change;
ALTER TABLE state_change_4 RENAME TO state_change;
)sql";

// Invoices. A program that does not know of them would find deliveries of a
// kind that it cannot verify.
constexpr char kStep5Sql[] = R"sql(
CREATE TABLE invoice (
  id INTEGER PRIMARY KEY,
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  row INTEGER NOT NULL,
  party INTEGER NOT NULL REFERENCES party (id),
  number TEXT NOT NULL,
  issued_us INTEGER,
  content BLOB NOT NULL,
  file_lines BLOB NOT NULL
) STRICT;
CREATE INDEX invoice_by_delivery ON invoice (delivery, row);
)sql";

// Commitments that a data set tells. A program that does not know of them would
// find deliveries of a kind that it cannot verify.
constexpr char kStep6Sql[] = R"sql(
CREATE TABLE commitment (
  id INTEGER PRIMARY KEY,
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  row INTEGER NOT NULL,
  line INTEGER NOT NULL,
  party INTEGER NOT NULL REFERENCES party (id),
  contract TEXT NOT NULL,
  name TEXT NOT NULL,
  category_text INTEGER NOT NULL,
  type_text INTEGER NOT NULL,
  description TEXT NOT NULL,
  start_us INTEGER,
  end_us INTEGER,
  contract_start_us INTEGER,
  contract_end_us INTEGER,
  cost TEXT,
  currency_text INTEGER NOT NULL,
  quantity TEXT,
  unit_text INTEGER NOT NULL,
  model_text INTEGER NOT NULL,
  lifecycle_text INTEGER NOT NULL
) STRICT;
CREATE INDEX commitment_by_delivery ON commitment (delivery, row);
)sql";

// Texts that steps of matters name by their SHA-256: versions of contracts that
// were proposed. Orders, hours and proposals are matters of kinds that a
// program before it does not know.
constexpr char kStep7Sql[] = R"sql(
CREATE TABLE matter_text (
  sha256 TEXT PRIMARY KEY,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

// Pulses. What people answer stands in no chain and has no order: nothing of it
// could be tied to a person.
constexpr char kStep8Sql[] = R"sql(
CREATE TABLE pulse (
  id TEXT PRIMARY KEY,
  token_sha256 BLOB NOT NULL UNIQUE,
  provider TEXT NOT NULL,
  service TEXT NOT NULL,
  question TEXT NOT NULL,
  language TEXT NOT NULL,
  target TEXT NOT NULL,
  opened_day TEXT NOT NULL,
  closes_day TEXT,
  closed_day TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE pulse_answer (
  id BLOB PRIMARY KEY,
  pulse TEXT NOT NULL REFERENCES pulse (id),
  day TEXT NOT NULL,
  score INTEGER NOT NULL,
  word TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX pulse_answer_by_day ON pulse_answer (day, pulse);

-- Addresses at which calendars read dates, with the rights of who made them.
CREATE TABLE calendar_link (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  token_sha256 BLOB NOT NULL UNIQUE,
  identity TEXT NOT NULL,
  role TEXT NOT NULL,
  scope TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  expires_us INTEGER NOT NULL,
  revoked_us INTEGER
) STRICT, WITHOUT ROWID;
)sql";

// Where each webhook is. No evidence but operation: a program that does not
// know of it leaves it as it is.
constexpr char kStep9Sql[] = R"sql(
CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  address BLOB NOT NULL,
  failures INTEGER NOT NULL,
  failing_since_us INTEGER,
  next_try_us INTEGER,
  stopped_us INTEGER,
  last_try_us INTEGER,
  last_taken_us INTEGER,
  problem TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE webhook_place (
  webhook TEXT NOT NULL REFERENCES webhook (id),
  provider TEXT NOT NULL,
  number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (webhook, provider)
) STRICT, WITHOUT ROWID;
CREATE TABLE webhook_delivery (
  webhook TEXT NOT NULL REFERENCES webhook (id),
  provider TEXT NOT NULL,
  number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  event TEXT NOT NULL,
  event_us INTEGER NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  first_try_us INTEGER,
  last_try_us INTEGER,
  next_try_us INTEGER,
  code INTEGER NOT NULL,
  problem TEXT NOT NULL,
  PRIMARY KEY (webhook, provider, number, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_delivery_by_state
  ON webhook_delivery (webhook, state, next_try_us);
-- What the installation calls itself towards them: a random UUID.
CREATE TABLE webhook_origin (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL
) STRICT;
)sql";

// What was pushed and stored, so that it is stored once however often it comes.
// No evidence: a program that does not know of it stores such a thing again.
constexpr char kStep10Sql[] = R"sql(
CREATE TABLE pushed (
  source INTEGER NOT NULL REFERENCES source (id),
  run TEXT NOT NULL,
  number INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  PRIMARY KEY (source, run, number)
) STRICT, WITHOUT ROWID;
)sql";

constexpr SchemaStep kSteps[] = {
    {kStep1Sql, 1, "0.1.0"},  {kStep2Sql, 2, "0.1.0"}, {kStep3Sql, 3, "0.2.0"},
    {kStep4Sql, 4, "0.2.0"},  {kStep5Sql, 5, "0.2.0"}, {kStep6Sql, 6, "0.2.0"},
    {kStep7Sql, 7, "0.2.0"},  {kStep8Sql, 8, "0.2.0"}, {kStep9Sql, 8, "0.2.0"},
    {kStep10Sql, 8, "0.2.0"},
};

constexpr char kWriteMetaSql[] =
    "INSERT INTO meta (id, oldest_schema, oldest_program, last_known_us,"
    " data_version) VALUES (1, ?1, ?2, 0, 1) "
    "ON CONFLICT (id) DO UPDATE SET oldest_schema = excluded.oldest_schema,"
    " oldest_program = excluded.oldest_program";

absl::Status Execute(sqlite3* db, const char* sql) {
  const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : SqliteError(db, code, sql);
}

// The first row of a question: an integer, and a text where there is one.
struct Answer {
  int64_t number = 0;
  std::string text;
};
absl::StatusOr<Answer> Ask(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, nullptr);
  if (code != SQLITE_OK) return SqliteError(db, code, sql);
  const absl::Cleanup finalize = [&] { sqlite3_finalize(statement); };
  code = sqlite3_step(statement);
  Answer answer;
  if (code == SQLITE_ROW) {
    answer.number = sqlite3_column_int64(statement, 0);
    if (sqlite3_column_count(statement) > 1) {
      const auto* text = sqlite3_column_text(statement, 1);
      if (text != nullptr) answer.text = reinterpret_cast<const char*>(text);
    }
  } else if (code != SQLITE_DONE) {
    return SqliteError(db, code, sql);
  }
  return answer;
}

absl::Status WriteMeta(sqlite3* db, const SchemaStep& step) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(db, kWriteMetaSql, -1, &statement, nullptr);
  if (code != SQLITE_OK) return SqliteError(db, code, kWriteMetaSql);
  const absl::Cleanup finalize = [&] { sqlite3_finalize(statement); };
  sqlite3_bind_int(statement, 1, step.oldest_schema);
  sqlite3_bind_text(statement, 2, step.oldest_program, -1, SQLITE_STATIC);
  code = sqlite3_step(statement);
  return code == SQLITE_DONE ? absl::OkStatus()
                             : SqliteError(db, code, kWriteMetaSql);
}

absl::Status RunStep(sqlite3* db, int number, const SchemaStep& step) {
  RETURN_IF_ERROR(Execute(db, "BEGIN IMMEDIATE"));
  absl::Cleanup roll_back = [&] {
    if (sqlite3_get_autocommit(db) == 0) (void)Execute(db, "ROLLBACK");
  };
  Failpoint("upgrade:step-begun");
  RETURN_IF_ERROR(Execute(db, step.sql));
  RETURN_IF_ERROR(WriteMeta(db, step));
  RETURN_IF_ERROR(
      Execute(db, absl::StrCat("PRAGMA user_version = ", number).c_str()));
  RETURN_IF_ERROR(Execute(
      db, absl::StrCat("PRAGMA application_id = ", kApplicationId).c_str()));
  Failpoint("upgrade:before-commit");
  RETURN_IF_ERROR(Execute(db, "COMMIT"));
  Failpoint("upgrade:committed");
  return absl::OkStatus();
}

}  // namespace

absl::Span<const SchemaStep> SchemaSteps() { return kSteps; }

absl::Status CheckSchema(sqlite3* db, absl::Span<const SchemaStep> steps) {
  const std::string file = sqlite3_db_filename(db, "main");
  ASSIGN_OR_RETURN(const Answer application, Ask(db, "PRAGMA application_id"));
  ASSIGN_OR_RETURN(const Answer version, Ask(db, "PRAGMA user_version"));
  if (application.number != kApplicationId) {
    ASSIGN_OR_RETURN(const Answer tables,
                     Ask(db, "SELECT COUNT(*) FROM sqlite_schema"));
    if (application.number == 0 && version.number == 0 && tables.number == 0) {
      return absl::OkStatus();
    }
    return absl::FailedPreconditionError(absl::StrCat(
        file, " is a database of another program; name another file"));
  }
  const auto known = static_cast<int64_t>(steps.size());
  if (version.number <= known) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const Answer oldest,
      Ask(db, "SELECT oldest_schema, oldest_program FROM meta WHERE id = 1"));
  if (oldest.number <= known) return absl::OkStatus();
  std::string kept;
  for (int64_t schema = known; schema > 0 && kept.empty(); --schema) {
    const std::string copy = PreUpgradeCopyPath(file, schema);
    if (access(copy.c_str(), F_OK) == 0) kept = absl::StrCat(", ", copy);
  }
  return absl::FailedPreconditionError(absl::StrCat(
      file, " was written by a newer Regisseur (schema ", version.number,
      ", this program knows ", known, "); use Regisseur ", oldest.text,
      " or newer, or restore the backup made before the upgrade", kept));
}

absl::StatusOr<int64_t> ReadSchemaVersion(sqlite3* db) {
  ASSIGN_OR_RETURN(const Answer version, Ask(db, "PRAGMA user_version"));
  return version.number;
}

absl::Status UpgradeSchema(sqlite3* db, absl::Span<const SchemaStep> steps) {
  ASSIGN_OR_RETURN(const Answer version, Ask(db, "PRAGMA user_version"));
  const auto known = static_cast<int64_t>(steps.size());
  for (int64_t done = version.number; done < known; ++done) {
    RETURN_IF_ERROR(RunStep(db, static_cast<int>(done + 1), steps[done]));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
