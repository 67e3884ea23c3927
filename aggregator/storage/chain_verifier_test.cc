#include "aggregator/storage/chain_verifier.h"

#include "aggregator/storage/act_store.h"
#include "aggregator/storage/identity_store.h"
#include "aggregator/storage/original_rows.h"
#include "aggregator/storage/packed_file.h"
#include "aggregator/storage/retention.h"
#include "aggregator/storage/storage_fixture.h"
#include "core/base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ChainVerifierTest : public StorageFixture {
 protected:
  void StoreAFewDeliveries() {
    ASSERT_TRUE(StoreOneCharge("bill", "r1", "s1", "10.25").ok());
    ASSERT_TRUE(StoreOneCharge("bill", "r2", "s1", "20.50").ok());
    StagedBatch page = MakeBatch("page", "p1", 1, true);
    page.facts.deliveries = {
        Head("page=1", "https://status.example/", Completeness::kAdditive)};
    page.facts.deliveries[0].recorded = true;
    PageChangesAt at;
    at.observed_time = clock_.Now();
    Component component;
    component.id = "web";
    component.name = "Website";
    at.changes.components = {component};
    at.changes.states = {
        {"web", {clock_.Now(), OperationalState::kOperational}}};
    Incident incident;
    incident.id = "i";
    incident.title = "Slow";
    incident.start_time = clock_.Now();
    incident.component_ids = {"web"};
    incident.updates = {{"u", clock_.Now(), "identified", "text"}};
    incident.implied_state = OperationalState::kPartialOutage;
    at.changes.incidents = {incident};
    Maintenance maintenance;
    maintenance.id = "m";
    maintenance.title = "Upgrade";
    maintenance.announce_time = clock_.Now();
    at.changes.maintenances = {maintenance};
    page.page_changes = {at};
    CoverageStretch coverage;
    coverage.from = coverage.until = clock_.Now();
    page.coverage = {coverage};
    ASSERT_TRUE(writer_->StoreBatch(who_, page).ok());
    StagedBatch report = MakeBatch("report", "m1", 1, true);
    report.facts.deliveries = {Head("report", "report.csv")};
    Measurement measurement;
    measurement.service = "Werkplek";
    measurement.indicator = "Beschikbaarheid";
    measurement.period_start = At("2026-09-01T00:00:00Z");
    measurement.period_end = At("2026-10-01T00:00:00Z");
    measurement.value = Decimal(9995, 2);
    measurement.remark = "erasable";
    report.facts.measurements = {measurement};
    ASSERT_TRUE(writer_->StoreBatch(who_, report).ok());
  }
  // What somebody with a shell could do.
  void Tamper(const char* sql) {
    ASSERT_TRUE(queue_
                    ->Write(WriteQueue::Lane::kAct,
                            [&](Transaction& transaction) {
                              return transaction.Prepared(sql).Step().status();
                            })
                    .ok());
  }
  // Somebody who may call, made and approved by acts.
  void MakeAnIdentity() {
    Identity identity;
    identity.who.identity = "id-1";
    identity.who.name = "A. Vos";
    identity.who.role = Principal::Role::kController;
    identity.who.kind = Principal::Kind::kPerson;
    identity.who.limit = {Decimal(1000, 0), "EUR"};
    identity.token_sha256 = std::string(32, 'a');
    identity.created = clock_.Now();
    identity.created_by = "local";
    identity.needs_approval = true;
    identity.expires = clock_.Now() + absl::Hours(24);
    Act made;
    made.method = "CreateIdentity";
    made.subject = "identity id-1";
    made.personal = {{"name", "A. Vos"}};
    Act approved;
    approved.method = "ApproveIdentity";
    approved.subject = "identity id-1";
    const absl::Status stored = queue_->Write(
        WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
          const ActStore acts(*database_, clock_);
          const Principal local = Principal::LocalAdministrator();
          RETURN_IF_ERROR(identities().Insert(transaction, identity, made));
          RETURN_IF_ERROR(acts.Append(transaction, local, made).status());
          RETURN_IF_ERROR(
              identities().SetApproved(transaction, "id-1", "cio", approved));
          return acts.Append(transaction, local, approved).status();
        });
    ASSERT_TRUE(stored.ok()) << stored;
  }
  IdentityStore identities() const { return IdentityStore(*database_); }
  StoreReport Store() {
    absl::StatusOr<StoreReport> report = ChainVerifier(*database_).Verify(who_);
    EXPECT_TRUE(report.ok()) << report.status();
    return *std::move(report);
  }
  // Of the partner's chain; the other is the portfolio's.
  ChainReport Report() {
    const StoreReport store = Store();
    EXPECT_THAT(store.chains, SizeIs(2));
    EXPECT_EQ(store.chains.front().chain, "cloudnine");
    EXPECT_EQ(store.chains.back().chain, "portfolio");
    return store.chains.front();
  }
};

TEST_F(ChainVerifierTest, AnUntouchedChainHolds) {
  StoreAFewDeliveries();
  const ChainReport report = Report();
  EXPECT_EQ(report.chain, "cloudnine");
  EXPECT_EQ(report.deliveries, 4);
  EXPECT_EQ(report.without_lines, 0);
  EXPECT_FALSE(report.broken.has_value())
      << report.broken->number << ": " << report.broken->what;
}

struct TamperCase {
  const char* sql;
  int64_t number;
  const char* what;
};
class TamperTest : public ChainVerifierTest,
                   public ::testing::WithParamInterface<TamperCase> {};

TEST_P(TamperTest, IsFound) {
  StoreAFewDeliveries();
  Tamper(GetParam().sql);
  const ChainReport report = Report();
  ASSERT_TRUE(report.broken.has_value());
  EXPECT_EQ(report.broken->number, GetParam().number);
  EXPECT_THAT(report.broken->what, HasSubstr(GetParam().what));
}

INSTANTIATE_TEST_SUITE_P(
    All, TamperTest,
    ::testing::Values(
        TamperCase{"UPDATE charge_block SET numbers = (SELECT numbers "
                   "FROM charge_block WHERE id = (1 << 32) + 1) "
                   "WHERE id = (2 << 32) + 1",
                   2, "its rows are not those"},
        TamperCase{"UPDATE charge_block SET numbers = x'01'", 1,
                   "a block of stored lines cannot be read"},
        TamperCase{"UPDATE charge_block SET texts = x'00'", 1,
                   "a block of stored lines cannot be read"},
        TamperCase{"UPDATE text SET value = 'Storage' WHERE value = 'Compute'",
                   1, "its rows are not those"},
        TamperCase{"DELETE FROM charge_block WHERE id = (1 << 32) + 1", 1,
                   "it has 0 rows"},
        TamperCase{"UPDATE delivery SET known_from_us = known_from_us - 1 "
                   "WHERE number = 2",
                   2, "its head is not the one"},
        TamperCase{"UPDATE delivery SET number = 9 WHERE number = 1", 1,
                   "missing"},
        TamperCase{"UPDATE state_change SET state = 4", 3,
                   "its rows are not those"},
        TamperCase{"UPDATE incident_version SET end_us = 0", 3,
                   "its rows are not those"},
        TamperCase{"UPDATE maintenance_version SET announce_us = 0", 3,
                   "its rows are not those"},
        TamperCase{"UPDATE recorded_coverage SET until_us = until_us + 1", 3,
                   "its rows are not those"},
        TamperCase{"UPDATE measurement SET value = '99.99'", 4,
                   "its rows are not those"},
        TamperCase{"UPDATE measurement SET value = 'x'", 4, "number"},
        TamperCase{"UPDATE chain SET length = 3 WHERE name = 'cloudnine'", 3,
                   "does not end"},
        // What answers are made of, and what is kept of replaced lines.
        TamperCase{"UPDATE cost_total SET billed = '1' WHERE delivery = 2", 2,
                   "its kept totals are not those"},
        TamperCase{"DELETE FROM cost_total WHERE delivery = 1", 1,
                   "its kept totals are not those"},
        TamperCase{"UPDATE delivery SET region_left_out = 1 WHERE number = 1",
                   1, "its head is not the one"},
        TamperCase{"UPDATE delivery SET totals_hash = NULL, total_count = NULL "
                   "WHERE number = 1",
                   1, "its head is not the one"},
        TamperCase{"UPDATE delivery SET lines_dropped = 2 WHERE number = 1", 1,
                   "no record of a purge"}));

// What stands in no row of a chain, and is held against the chains.
struct TableCase {
  const char* sql;
  const char* what;
};
class TableTest : public ChainVerifierTest,
                  public ::testing::WithParamInterface<TableCase> {};

TEST_P(TableTest, IsFound) {
  StoreAFewDeliveries();
  const Principal admin = Principal::LocalAdministrator();
  ConfigStore configs(*database_, *queue_, clock_);
  ASSERT_TRUE(
      configs.PutInForce(admin, {{"config", "a.yaml", "portfolio: 1"}}, {})
          .ok());
  MakeAnIdentity();
  EXPECT_THAT(Store().broken, IsEmpty());
  ASSERT_TRUE(Store().sound());
  Tamper(GetParam().sql);
  const StoreReport store = Store();
  EXPECT_FALSE(store.sound());
  std::vector<std::string> sentences = store.broken;
  for (const ChainReport& chain : store.chains) {
    if (chain.broken.has_value()) sentences.push_back(chain.broken->what);
  }
  EXPECT_THAT(sentences, Contains(HasSubstr(GetParam().what)));
}

INSTANTIATE_TEST_SUITE_P(
    All, TableTest,
    ::testing::Values(
        TableCase{"UPDATE delivery SET known_until_us = NULL", "until when"},
        TableCase{"UPDATE delivery SET known_until_us = known_from_us + 1 "
                  "WHERE known_until_us IS NULL",
                  "until when"},
        TableCase{"INSERT INTO delivery (source, run, kind, scope,"
                  " completeness, recorded, origin, account, delivered_by,"
                  " row_count, row_hash, known_from_us, dropped,"
                  " lines_dropped, region_left_out) VALUES (1, 'r', 2, 'new',"
                  " 1, 0, '', '', '', 0, x'00', 5, 0, 0, 0)",
                  "in no chain"},
        TableCase{"DELETE FROM delivery_period", "billing periods"},
        TableCase{"UPDATE state_change SET at_us = at_us + 900000000",
                  "not the delivery's stands among its states"},
        TableCase{"UPDATE state_change SET delivery = 999",
                  "not the delivery's stands among its states"},
        TableCase{"UPDATE delivery SET states_from_us = NULL",
                  "not the delivery's stands among its states"},
        TableCase{"DELETE FROM delivery_party", "parties of the delivery"},
        TableCase{"UPDATE delivery_party SET facts = facts + 1 "
                  "WHERE delivery = 1",
                  "parties of the delivery"},
        TableCase{"UPDATE party_assignment SET provider = 'other'",
                  "an assignment of a party (bill, ) is not what any act"},
        TableCase{"DELETE FROM party_assignment", "are missing"},
        TableCase{"INSERT INTO party_assignment (party, provider,"
                  " known_from_us) VALUES (1, 'other', 1)",
                  "are in no chain"},
        TableCase{"UPDATE party_assignment SET known_until_us = 7 "
                  "WHERE party = 1",
                  "does not end where the next begins"},
        TableCase{"UPDATE config_content SET content = x'00'",
                  "another content"},
        TableCase{"UPDATE config_version SET name = 'b.yaml'",
                  "a version of the configuration (config, b.yaml)"},
        TableCase{"DELETE FROM config_version", "are missing"},
        // Who may call.
        TableCase{"UPDATE identity SET role = 'administrator'",
                  "identity id-1: it is not what the last act"},
        TableCase{"UPDATE identity SET role = 'emperor'",
                  "identity id-1: it is not what the last act"},
        TableCase{"UPDATE identity SET limit_amount = '1000000'",
                  "identity id-1: it is not what the last act"},
        TableCase{"UPDATE identity SET token_sha256 = zeroblob(32)",
                  "identity id-1: it is not what the last act"},
        TableCase{"UPDATE identity SET approved_by = '', needs_approval = 0",
                  "identity id-1: it is not what the last act"},
        TableCase{"UPDATE identity SET expires_us = expires_us + 1",
                  "identity id-1: it is not what the last act"},
        TableCase{"UPDATE identity SET revoked_us = 1",
                  "identity id-1: it is not what the last act"},
        TableCase{"UPDATE identity SET name = 'B. Smit'",
                  "identity id-1: its name is not the one"},
        TableCase{"UPDATE identity SET id = 'id-2'",
                  "identity id-2: no act of the chains made it"},
        TableCase{"DELETE FROM identity", "identity id-1: acts of the chains"},
        TableCase{"UPDATE act SET method = 'other'", "its head is not"},
        TableCase{"UPDATE act SET role = 'system' WHERE role <> 'system'",
                  "its head is not"},
        TableCase{"UPDATE act_argument SET value = '7'", "its head is not"},
        TableCase{"UPDATE act_row SET bytes = x'00'", "its rows are not"},
        TableCase{"DELETE FROM act_row", "it has 0 rows"},
        TableCase{"UPDATE actor SET token = 'x' || id", "its head is not"},
        TableCase{"UPDATE act_personal SET value = 'somebody else'",
                  "not the text that was stored"},
        TableCase{"UPDATE act_personal SET salt = NULL, value = NULL",
                  "no record of an erasure"}));

TEST_F(ChainVerifierTest, APersonalRemarkCanBeErased) {
  StoreAFewDeliveries();
  Tamper("UPDATE personal_text SET value = ''");
  EXPECT_FALSE(Report().broken.has_value());
}

TEST_F(ChainVerifierTest, WhenAnIdentityCalledLastStandsInNoChain) {
  MakeAnIdentity();
  ASSERT_TRUE(queue_
                  ->Write(WriteQueue::Lane::kAct,
                          [&](Transaction& transaction) {
                            return identities().SetLastUsed(transaction, "id-1",
                                                            clock_.Now());
                          })
                  .ok());
  EXPECT_TRUE(Store().sound());
}

TEST_F(ChainVerifierTest, ANameIsErasedFromTheIdentityOnceItCannotAct) {
  MakeAnIdentity();
  const auto erase = [&] {
    return queue_->Write(
        WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
          const ActStore acts(*database_, clock_);
          Act act;
          act.method = "ErasePersonalTexts";
          RETURN_IF_ERROR(acts.ErasePersonal(transaction, "id-1", act));
          RETURN_IF_ERROR(
              identities().ForgetName(transaction, "id-1", clock_.Now()));
          return acts.Append(transaction, Principal::LocalAdministrator(), act)
              .status();
        });
  };
  const absl::Status refused = erase();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("identity revoke"));
  EXPECT_EQ(identities().List(who_)->front().who.name, "A. Vos");
  clock_.Advance(absl::Hours(24));  // it expires
  const absl::Status done = erase();
  ASSERT_TRUE(done.ok()) << done;
  EXPECT_EQ(identities().List(who_)->front().who.name, "");
  EXPECT_TRUE(Store().sound());
}

// Marks of somebody with a shell are no reason to take anything away.
struct ForgedPurge {
  std::vector<const char*> sql;
  const char* what;
};
class ForgedPurgeTest : public ChainVerifierTest,
                        public ::testing::WithParamInterface<ForgedPurge> {};

TEST_P(ForgedPurgeTest, TakesNothingAwayAndIsNamed) {
  StoreAFewDeliveries();  // number 1 is replaced by 2, which is in force
  ASSERT_TRUE(StoreOneCharge("bill", "r3", "s2", "5").ok());
  clock_.Advance(absl::Hours(24 * 8));
  ASSERT_TRUE(writer_->Purge(who_, absl::Hours(24 * 7)).ok());
  ASSERT_TRUE(Store().sound());
  for (const char* const sql : GetParam().sql) Tamper(sql);
  clock_.Advance(absl::Hours(24 * 8));
  ASSERT_TRUE(writer_->Purge(who_, absl::Hours(24 * 7)).ok());
  const RetentionBorders years_ago = {
      clock_.Now() - absl::Hours(24 * 3650), clock_.Now() - absl::Hours(87600),
      clock_.Now() - absl::Hours(24 * 3650), clock_.Now() - absl::Hours(87600)};
  ASSERT_TRUE(RetentionPurge(folder_, *database_, *queue_, clock_)
                  .Run(who_, years_ago)
                  .ok());
  ASSERT_TRUE(writer_->Purge(who_, absl::Hours(24 * 7)).ok());
  const auto count = [&](const char* sql) {
    int64_t rows = 0;
    EXPECT_TRUE(database_
                    ->Read([&](Connection& connection) -> absl::Status {
                      Statement& read = connection.Prepared(sql);
                      EXPECT_TRUE(read.Step().value());
                      rows = read.Int(0);
                      return absl::OkStatus();
                    })
                    .ok());
    return rows;
  };
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge_block"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM measurement"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM delivery"), 5);
  const StoreReport store = Store();
  EXPECT_FALSE(store.sound());
  std::vector<std::string> sentences = store.broken;
  for (const ChainReport& chain : store.chains) {
    if (chain.broken.has_value()) sentences.push_back(chain.broken->what);
  }
  EXPECT_THAT(sentences, Contains(HasSubstr(GetParam().what)));
}

INSTANTIATE_TEST_SUITE_P(
    All, ForgedPurgeTest,
    ::testing::Values(
        ForgedPurge{{"UPDATE delivery SET lines_dropped = 1 WHERE number = 2"},
                    "no record of a purge"},
        // Borrowed from the delivery that was purged.
        ForgedPurge{{"UPDATE delivery SET lines_dropped = 1, purge_act ="
                     " (SELECT MAX(purge_act) FROM delivery)"
                     " WHERE number IN (2, 4)"},
                    "no record of a purge"},
        // With a record of its own, entry 2 of cloudnine, that the act was not
        // chained with.
        ForgedPurge{{"UPDATE delivery SET lines_dropped = 1, purge_act ="
                     " (SELECT MAX(purge_act) FROM delivery)"
                     " WHERE number = 2",
                     "INSERT INTO act_row (act, row, bytes) SELECT"
                     " MAX(purge_act), 2,"
                     " X'5509636C6F75646E696E650200000000000000' FROM delivery",
                     "UPDATE act SET row_count = 2 WHERE id ="
                     " (SELECT MAX(purge_act) FROM delivery)"},
                    "its head is not"},
        ForgedPurge{{"UPDATE delivery SET known_until_us = known_from_us + 1 "
                     "WHERE number = 2"},
                    "until when"},
        ForgedPurge{{"UPDATE delivery SET period_end_us = 0 WHERE number = 2"},
                    "its head is not"},
        ForgedPurge{{"UPDATE measurement SET period_end_us = 0"},
                    "its rows are"},
        ForgedPurge{{"UPDATE delivery SET known_from_us = NULL, dropped = 1 "
                     "WHERE number = 2"},
                    "its head is not"}));

TEST_F(ChainVerifierTest, AForgedPurgeOfAnOriginalLeavesTheFile) {
  Originals originals(folder_, *database_, *queue_, clock_);
  OriginalChunk chunk;
  chunk.name = "bill.csv";
  chunk.data = "a;b";
  chunk.last = true;
  ASSERT_TRUE(originals.Append(who_, "bill", "r1", chunk).ok());
  ASSERT_TRUE(StoreOneCharge("bill", "r1", "s1", "10.25").ok());
  const std::vector<KeptOriginal> kept = *ListKeptOriginals(*database_);
  ASSERT_THAT(kept, SizeIs(1));
  const std::string path =
      OriginalPath(folder_ + "/originals", kept.front().sha256);
  ASSERT_EQ(access(path.c_str(), F_OK), 0);
  Tamper("UPDATE original SET purge_act = act");
  const RetentionBorders never = {absl::InfinitePast(), absl::InfinitePast(),
                                  absl::InfinitePast(), absl::InfinitePast()};
  RetentionPurge purge(folder_, *database_, *queue_, clock_);
  ASSERT_TRUE(purge.Run(who_, never).ok());
  EXPECT_EQ(access(path.c_str(), F_OK), 0) << "no act purged it";
  EXPECT_THAT(Store().broken, Contains(HasSubstr("a purged original")));
}

TEST_F(ChainVerifierTest, DroppedLinesAreCountedNotMissed) {
  StoreAFewDeliveries();
  clock_.Advance(absl::Hours(24 * 8));
  ASSERT_TRUE(writer_->Purge(who_, absl::Hours(24 * 7)).ok());
  const ChainReport report = Report();
  EXPECT_FALSE(report.broken.has_value());
  EXPECT_EQ(report.without_lines, 1);
}

}  // namespace
}  // namespace regisseur
