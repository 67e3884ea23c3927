#include "aggregator/storage/chain_verifier.h"

#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
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
  ChainReport Report() {
    const auto reports = ChainVerifier(*database_).Verify(who_);
    EXPECT_TRUE(reports.ok()) << reports.status();
    EXPECT_THAT(*reports, SizeIs(1));
    return reports->front();
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
        TamperCase{"UPDATE chain SET length = 3", 3, "does not end"}));

TEST_F(ChainVerifierTest, APersonalRemarkCanBeErased) {
  StoreAFewDeliveries();
  Tamper("UPDATE personal_text SET value = ''");
  EXPECT_FALSE(Report().broken.has_value());
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
