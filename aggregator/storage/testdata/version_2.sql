PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  oldest_schema INTEGER NOT NULL,
  oldest_program TEXT NOT NULL,
  last_known_us INTEGER NOT NULL,
  data_version INTEGER NOT NULL
) STRICT;
INSERT INTO meta VALUES(1,2,'0.1.0',1791183600000004,7);
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
INSERT INTO source_progress VALUES(1,X'72322f31','',0,'r2',1,'test 1',2);
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
  adapter_version TEXT NOT NULL,
  tells INTEGER NOT NULL
) STRICT;
INSERT INTO source_try VALUES(1,1,1,'','',1791183600000000,1791183600000000,1,NULL,'test 1',2);
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
  known_until_us INTEGER,
  act INTEGER REFERENCES act (id)
) STRICT;
INSERT INTO party_assignment VALUES(1,1,'cloudnine',1791183600000000,NULL,1);
CREATE TABLE chain (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  length INTEGER NOT NULL,
  head_hash BLOB NOT NULL
) STRICT;
INSERT INTO chain VALUES(1,'cloudnine',3,X'95f6b9d01c77cc4cc526478de9b483ed8dac1201402cbc5bafd014d75a7d6695');
INSERT INTO chain VALUES(2,'portfolio',3,X'9cccdfad9f9f9fdc92fc6de476327df455f593daebc87d014cfa53e863aa3b68');
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
INSERT INTO delivery VALUES(1,1,'r1',1,1,2,'period=2026-09',1,0,NULL,NULL,'cost.csv','','test 1',1,X'd099eda72d7ab694c58a951146aa5879e3f66d6b219498e48585b1c8895424bb',X'5e50ac676d80fe083a27e5081d7eef35fe9745c9c5d5ab10ea90114ad901d5e2',1791183600000000,NULL,1791183600000000,NULL,0,0,0,NULL,1,X'046581b2b2832e0f1dc22873e9bedcf6bb372de4931621f32b006593effe07c7');
INSERT INTO delivery VALUES(2,1,'r2',1,2,2,'period=2026-10',1,0,NULL,NULL,'cost.csv','','test 1',1,X'c63dd51c681438f2c7adb7f3c5a803bfa3636f8bddb9e88df21cb674094443b3',X'102e67cd7e004f79a2424fba25e6f2ce50e0c43f5ed1524f5042262e6985978b',1791183600000001,NULL,1791183600000001,NULL,0,0,0,NULL,1,X'4537c5254275a2003d2a925b3c4b493485ea7498356254ee146b9d043194cd8a');
INSERT INTO delivery VALUES(3,2,'p1',1,3,1,'page=1',2,0,NULL,NULL,'https://status.example/','','test 1',2,X'fdbc1a3a626e9548c779ca4e227a0f564aec6d9951f60ebaca8ca6b206f4a689',X'95f6b9d01c77cc4cc526478de9b483ed8dac1201402cbc5bafd014d75a7d6695',1791183600000002,NULL,1791183600000002,NULL,0,0,0,NULL,0,X'0000000000000000000000000000000000000000000000000000000000000000');
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
  known_from_us INTEGER,
  sealed_us INTEGER,
  act INTEGER REFERENCES act (id)
) STRICT;
INSERT INTO live_coverage VALUES(1,2,1791183600000000,1791183600000000,180000000,0,1791183600000002,NULL,NULL);
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
CREATE TABLE charge_block (
  id INTEGER PRIMARY KEY,
  last_row INTEGER NOT NULL,
  numbers BLOB NOT NULL,
  text_bytes INTEGER NOT NULL,
  texts BLOB NOT NULL
) STRICT;
INSERT INTO charge_block VALUES(4294967297,1,X'01040002000080d6b0a90d00000000808aedab0d0000000080eedaa90d0000000080b4e5a90d000000060000821000060001060001060001000000000000000500000500000500000000000000000000020004000000000000000000060000000000000000000000000000000000000000',0,X'7801030000000001');
INSERT INTO charge_block VALUES(8589934593,1,X'01040002000080d6b0a90d00000000808aedab0d0000000080eedaa90d0000000080b4e5a90d000000060000842000060001060001060001000000000000000500000500000500000000000000000000020004000000000000000000060000000000000000000000000000000000000000',0,X'7801030000000001');
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
INSERT INTO config_content VALUES(X'257a35dfd707c24d4e4ad4c1626e0d09fca5189e772d60eedc5b37c6b7d92d00',X'706f7274666f6c696f3a2031');
CREATE TABLE config_version (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 BLOB NOT NULL REFERENCES config_content (sha256),
  known_from_us INTEGER NOT NULL,
  act INTEGER REFERENCES act (id)
) STRICT;
INSERT INTO config_version VALUES(1,'config','a.yaml',X'257a35dfd707c24d4e4ad4c1626e0d09fca5189e772d60eedc5b37c6b7d92d00',1791183600000003,2);
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
INSERT INTO identity VALUES('id-1','A. Vos','administrator','person','',NULL,NULL,X'6161616161616161616161616161616161616161616161616161616161616161',1791183600000000,'local',0,'',1822719600000000,NULL,NULL);
CREATE TABLE actor (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  identity TEXT UNIQUE
) STRICT;
INSERT INTO actor VALUES(1,'6301bf850858d6437c8375886c0fa6b6','system:test');
INSERT INTO actor VALUES(2,'f49c79d4b34bbb6256a420aa481c2c4a','local');
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
INSERT INTO act VALUES(1,2,1,1,'system','daemon','daemon.AssignParties','','',X'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,X'44f2685510bfff115ce455ea4ce8fc7a46db0021eae8a70c9d393517ccd59eff',X'e641473c1f97e27a12579b427a58827832bc6616d057597d24b30acb56b3d1a4',1791183600000000,X'');
INSERT INTO act VALUES(2,2,2,1,'system','daemon','daemon.PutConfigurationInForce','','',X'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,X'5c979de62cca89c47a549cbe0369e8cf50e3a326aa49f8559266e905aab41a86',X'9cb9cd6e18de220aaa07deb2ba0481d1a351397c1c22c17c008f8c04d4587155',1791183600000003,X'');
INSERT INTO act VALUES(3,2,3,2,'administrator','loopback','regisseur.identity.v1.IdentityService.CreateIdentity','identity id-1','r1',X'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1,X'9529ffa7275ef915c91e5f4b1fcfa7d7fbdbde98ef85974e71f9c6cf7b7ec853',X'9cccdfad9f9f9fdc92fc6de476327df455f593daebc87d014cfa53e863aa3b68',1791183600000004,X'');
CREATE TABLE act_argument (
  act INTEGER NOT NULL REFERENCES act (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (act, position)
) STRICT, WITHOUT ROWID;
INSERT INTO act_argument VALUES(1,0,'count','1');
INSERT INTO act_argument VALUES(2,0,'count','1');
CREATE TABLE act_personal (
  act INTEGER NOT NULL REFERENCES act (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  hash BLOB NOT NULL,
  salt BLOB,
  value TEXT,
  PRIMARY KEY (act, position)
) STRICT, WITHOUT ROWID;
INSERT INTO act_personal VALUES(1,0,'identity',X'bbd7c4818d8fecdfe544be4c715e47d0c0cb474cbd781e3359742cc9ba95b134',X'ff0572ee2fc1efac14c044ba22c6dd911c30193bf0d5f913ff04b1c6e33e57b2','system:test');
INSERT INTO act_personal VALUES(1,1,'actor',X'230f89188ec554403d90d800088275360622a1721521a49cd53937ee3e5043da',X'b062116862949915a08c57569d5cf6d875db28aa891de9db964af5198869ecdd','test');
INSERT INTO act_personal VALUES(2,0,'identity',X'59b80010fe52dd7f8269b7657bd759e758e039ca5188aad12f2e641d786282db',X'1fe291ad06ffd717080e0ea3e4b3d0c2177f42c8d4b74c737cd6518f8c539bcb','system:test');
INSERT INTO act_personal VALUES(2,1,'actor',X'b8de85302ff8fb12f49c617ecefa8c7291dce133ca3e7a0f57d0a47bd15845d8',X'528de690cf8b282754fb90e6b753f22f07d7592478887b3e6903b3d140ad8425','test');
INSERT INTO act_personal VALUES(3,0,'identity',X'11361cbf163bab83dcd448b66004450cb56a4a4eec176cb27489d7f4388829e1',X'401d1c580e85eed100959536c3abfcf7f647ed3d7b9003c10c5944b532e14745','local');
INSERT INTO act_personal VALUES(3,1,'actor',X'c921447aec41d917cdf00100060ecf3c2b2f0af141822698c8e9b8e45d2220cf',X'c9df6a098c248b644ce0715775991c494c56c2cb4051ff5a880d91f0c4fd1b23','local');
INSERT INTO act_personal VALUES(3,2,'name',X'37ca5cf28907046e860782bc6c7a1b9620ee7861cd4ec65eb8b9d24cc1769043',X'6275811771e19b0d3a63e372a87cd43f399785b2821c9d0c994d22e6e5d4078f','A. Vos');
CREATE TABLE act_row (
  act INTEGER NOT NULL REFERENCES act (id),
  row INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (act, row)
) STRICT, WITHOUT ROWID;
INSERT INTO act_row VALUES(1,1,X'4e0462696c6c0009636c6f75646e696e65009c346e125d0600');
INSERT INTO act_row VALUES(2,1,X'4706636f6e66696706612e79616d6c257a35dfd707c24d4e4ad4c1626e0d09fca5189e772d60eedc5b37c6b7d92d00039c346e125d0600');
INSERT INTO act_row VALUES(3,1,X'590469642d310d61646d696e6973747261746f7206706572736f6e0000000000000000000000206161616161616161616161616161616161616161616161616161616161616161009c346e125d0600056c6f63616c000000000000000000007c48fac079060000');
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
CREATE TABLE matter_step (
  id INTEGER PRIMARY KEY,
  matter INTEGER NOT NULL REFERENCES matter (id),
  move TEXT NOT NULL,
  act INTEGER NOT NULL REFERENCES act (id)
) STRICT;
CREATE TABLE matter_value (
  step INTEGER NOT NULL REFERENCES matter_step (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (step, position)
) STRICT, WITHOUT ROWID;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('delivery',3);
CREATE INDEX text_by_fingerprint ON text (fingerprint);
CREATE INDEX source_try_by_source ON source_try (source, id);
CREATE INDEX party_assignment_by_party
  ON party_assignment (party, known_from_us);
CREATE INDEX party_assignment_unchained ON party_assignment (id)
  WHERE act IS NULL;
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
CREATE INDEX config_version_unchained ON config_version (id)
  WHERE act IS NULL;
CREATE INDEX original_by_hash ON original (sha256);
CREATE INDEX original_unchained ON original (id) WHERE act IS NULL;
CREATE UNIQUE INDEX identity_by_token ON identity (token_sha256);
CREATE UNIQUE INDEX act_by_request ON act (actor, request_id)
  WHERE request_id <> '';
CREATE INDEX act_by_known ON act (known_from_us);
CREATE INDEX act_by_subject ON act (subject);
CREATE INDEX evidence_leaf_by_chain ON evidence_leaf (chain, root);
CREATE INDEX matter_by_contract ON matter (kind, contract, objective);
CREATE INDEX matter_step_by_matter ON matter_step (matter);
COMMIT;
PRAGMA application_id = 1380406098;
PRAGMA user_version = 2;
