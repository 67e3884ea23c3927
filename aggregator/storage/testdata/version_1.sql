PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  oldest_schema INTEGER NOT NULL,
  oldest_program TEXT NOT NULL,
  last_known_us INTEGER NOT NULL,
  data_version INTEGER NOT NULL
) STRICT;
INSERT INTO meta VALUES(1,1,'0.1.0',1791183600000002,4);
CREATE TABLE text (
  id INTEGER PRIMARY KEY,
  fingerprint INTEGER NOT NULL,
  value TEXT NOT NULL
) STRICT;
INSERT INTO text VALUES(1,96570266414318,'EUR');
INSERT INTO text VALUES(2,155415582875157,'Usage');
INSERT INTO text VALUES(3,227445654286422,'Compute');
INSERT INTO text VALUES(4,199708088503276,'Website');
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO source VALUES(1,'bill');
INSERT INTO source VALUES(2,'page');
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
INSERT INTO source_progress VALUES(1,X'72322f31','',0,'r2',1,'',2);
INSERT INTO source_progress VALUES(2,X'70312f31','',0,'p1',1,'',1);
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
  adapter_version TEXT NOT NULL
) STRICT;
CREATE TABLE party (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  name TEXT NOT NULL,
  UNIQUE (source, name)
) STRICT;
INSERT INTO party VALUES(1,1,'');
CREATE TABLE party_assignment (
  id INTEGER PRIMARY KEY,
  party INTEGER NOT NULL REFERENCES party (id),
  provider TEXT NOT NULL,
  known_from_us INTEGER NOT NULL,
  known_until_us INTEGER
) STRICT;
INSERT INTO party_assignment VALUES(1,1,'cloudnine',1791183600000000,NULL);
CREATE TABLE chain (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  length INTEGER NOT NULL,
  head_hash BLOB NOT NULL
) STRICT;
INSERT INTO chain VALUES(1,'cloudnine',3,X'0cadb9dad9641574c0b925e59b8c4bd356494ff2db35386a741308918bd4f25a');
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
  dropped INTEGER NOT NULL,
  lines_dropped INTEGER NOT NULL,
  region_left_out INTEGER NOT NULL,
  UNIQUE (chain, number)
) STRICT;
INSERT INTO delivery VALUES(1,1,'r1',1,1,2,'period=2026-09',1,0,NULL,NULL,'cost.csv','','test 1',1,X'd099eda72d7ab694c58a951146aa5879e3f66d6b219498e48585b1c8895424bb',X'e172f8e2dfbf719e61370cb9f5294aa42f20695b7d78f17150741e2ecf757c60',1791183600000000,NULL,1791183600000000,0,0,0);
INSERT INTO delivery VALUES(2,1,'r2',1,2,2,'period=2026-10',1,0,NULL,NULL,'cost.csv','','test 1',1,X'c63dd51c681438f2c7adb7f3c5a803bfa3636f8bddb9e88df21cb674094443b3',X'ebfd127d43c31293635117faf386815f80596f35c81928b1067a9dbff856b7b8',1791183600000001,NULL,1791183600000001,0,0,0);
INSERT INTO delivery VALUES(3,2,'p1',1,3,1,'page=1',2,0,NULL,NULL,'https://status.example/','','test 1',2,X'fdbc1a3a626e9548c779ca4e227a0f564aec6d9951f60ebaca8ca6b206f4a689',X'0cadb9dad9641574c0b925e59b8c4bd356494ff2db35386a741308918bd4f25a',1791183600000002,NULL,1791183600000002,0,0,0);
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
INSERT INTO component VALUES(1,2,'web');
CREATE TABLE component_version (
  id INTEGER PRIMARY KEY,
  component INTEGER NOT NULL REFERENCES component (id),
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  row INTEGER NOT NULL,
  name_text INTEGER NOT NULL,
  group_text INTEGER NOT NULL,
  current_name_text INTEGER NOT NULL
) STRICT;
INSERT INTO component_version VALUES(1,1,3,1,4,0,0);
CREATE TABLE state_change (
  component INTEGER NOT NULL REFERENCES component (id),
  at_us INTEGER NOT NULL,
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  row INTEGER NOT NULL,
  state INTEGER NOT NULL,
  PRIMARY KEY (component, at_us, delivery, row)
) STRICT, WITHOUT ROWID;
INSERT INTO state_change VALUES(1,1791183600000000,3,2,1);
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
  known_from_us INTEGER
) STRICT;
INSERT INTO live_coverage VALUES(1,2,1791183600000000,1791183600000000,180000000,0,1791183600000002);
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
CREATE TABLE charge_line (
  id INTEGER PRIMARY KEY,
  line INTEGER NOT NULL,
  party INTEGER NOT NULL,
  service_provider_text INTEGER NOT NULL,
  invoice_issuer_local INTEGER NOT NULL,
  billing_account_local INTEGER NOT NULL,
  sub_account_id_local INTEGER NOT NULL,
  sub_account_name_local INTEGER NOT NULL,
  currency_text INTEGER NOT NULL,
  charge_category_text INTEGER NOT NULL,
  charge_class_local INTEGER NOT NULL,
  charge_description_local INTEGER NOT NULL,
  charge_frequency_local INTEGER NOT NULL,
  service_category_text INTEGER NOT NULL,
  service_name_text INTEGER NOT NULL,
  region_text INTEGER NOT NULL,
  resource_id_local INTEGER NOT NULL,
  sku_id_local INTEGER NOT NULL,
  sku_price_id_local INTEGER NOT NULL,
  pricing_unit_local INTEGER NOT NULL,
  consumed_unit_local INTEGER NOT NULL,
  invoice_id_local INTEGER NOT NULL,
  tags_local INTEGER NOT NULL,
  other_columns_local INTEGER NOT NULL,
  billing_period_start_s INTEGER NOT NULL,
  billing_period_end_s INTEGER NOT NULL,
  charge_period_start_s INTEGER NOT NULL,
  charge_period_end_s INTEGER NOT NULL,
  billed_cost INTEGER,
  effective_cost INTEGER,
  list_cost INTEGER,
  contracted_cost INTEGER,
  pricing_quantity INTEGER,
  consumed_quantity INTEGER,
  list_unit_price INTEGER,
  contracted_unit_price INTEGER,
  scales INTEGER NOT NULL,
  exact TEXT
) STRICT;
INSERT INTO charge_line VALUES(4294967297,2,1,0,0,0,0,0,1,2,0,0,0,0,3,0,0,0,0,0,0,0,0,0,1788220800,1790812800,1788566400,1788652800,1025,1025,1025,1025,NULL,NULL,NULL,NULL,67650,NULL);
INSERT INTO charge_line VALUES(8589934593,2,1,0,0,0,0,0,1,2,0,0,0,0,3,0,0,0,0,0,0,0,0,0,1788220800,1790812800,1788566400,1788652800,2050,2050,2050,2050,NULL,NULL,NULL,NULL,67650,NULL);
CREATE TABLE line_texts (
  delivery INTEGER NOT NULL,
  first_row INTEGER NOT NULL,
  last_row INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  texts BLOB NOT NULL,
  PRIMARY KEY (delivery, first_row)
) STRICT, WITHOUT ROWID;
INSERT INTO line_texts VALUES(1,1,1,0,X'7801030000000001');
INSERT INTO line_texts VALUES(2,1,1,0,X'7801030000000001');
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
INSERT INTO cost_total VALUES(1,1788220800,1,1790812800,1,202609,0,0,3,2,0,1,1,'10.25','0','10.25',0,'0','10.25',0,'0','10.25',0,'0');
INSERT INTO cost_total VALUES(2,1788220800,1,1790812800,1,202609,0,0,3,2,0,1,1,'20.50','0','20.50',0,'0','20.50',0,'0','20.50',0,'0');
CREATE TABLE delivery_period (
  billing_period_start_s INTEGER NOT NULL,
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  PRIMARY KEY (billing_period_start_s, delivery)
) STRICT, WITHOUT ROWID;
INSERT INTO delivery_period VALUES(1788220800,1);
INSERT INTO delivery_period VALUES(1788220800,2);
CREATE TABLE delivery_party (
  delivery INTEGER NOT NULL REFERENCES delivery (id),
  party INTEGER NOT NULL REFERENCES party (id),
  facts INTEGER NOT NULL,
  PRIMARY KEY (delivery, party)
) STRICT, WITHOUT ROWID;
INSERT INTO delivery_party VALUES(1,1,1);
INSERT INTO delivery_party VALUES(2,1,1);
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
CREATE TABLE config_content (
  sha256 BLOB PRIMARY KEY,
  content BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE config_version (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 BLOB NOT NULL REFERENCES config_content (sha256),
  known_from_us INTEGER NOT NULL
) STRICT;
CREATE TABLE original (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  run TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  known_from_us INTEGER NOT NULL,
  UNIQUE (source, run, name)
) STRICT;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('delivery',3);
CREATE INDEX text_by_fingerprint ON text (fingerprint);
CREATE INDEX source_try_by_source ON source_try (source, id);
CREATE INDEX party_assignment_by_party
  ON party_assignment (party, known_from_us);
CREATE INDEX delivery_by_scope ON delivery (source, scope, known_from_us);
CREATE INDEX delivery_staged ON delivery (source)
  WHERE known_from_us IS NULL;
CREATE INDEX delivery_recorded ON delivery (source)
  WHERE recorded = 1;
CREATE INDEX delivery_replaced ON delivery (kind, lines_dropped)
  WHERE known_until_us IS NOT NULL;
CREATE INDEX finding_by_source ON finding (source, known_until_us);
CREATE INDEX component_version_by_component
  ON component_version (component);
CREATE INDEX component_version_by_delivery ON component_version (delivery);
CREATE INDEX state_change_by_delivery ON state_change (delivery);
CREATE INDEX live_coverage_by_source ON live_coverage (source, id);
CREATE INDEX incident_version_by_incident ON incident_version (incident);
CREATE INDEX incident_version_by_delivery ON incident_version (delivery);
CREATE INDEX maintenance_version_by_maintenance
  ON maintenance_version (maintenance);
CREATE INDEX maintenance_version_by_delivery ON maintenance_version (delivery);
CREATE INDEX delivery_period_by_delivery ON delivery_period (delivery);
CREATE INDEX measurement_by_delivery ON measurement (delivery);
CREATE INDEX measurement_by_period ON measurement (period_start_us);
CREATE INDEX measurement_by_remark ON measurement (remark)
  WHERE remark IS NOT NULL;
CREATE INDEX config_version_by_name ON config_version (kind, name, id);
CREATE INDEX original_by_hash ON original (sha256);
COMMIT;
PRAGMA application_id = 1380406098;
PRAGMA user_version = 1;
