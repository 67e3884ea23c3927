// What a file no longer tells, when it was read again whole.

#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class WithdrawalTest : public StorageFixture {
 protected:
  // A run of one batch that tells each scope with one charge of the amount, and
  // vouches for the file.
  StagedBatch Tell(
      const std::string& run, const std::string& file,
      const std::vector<std::pair<std::string, std::string>>& scopes) {
    StagedBatch batch = MakeBatch("bill", run, 1, true);
    batch.facts.whole_origins = {file};
    for (const auto& [scope, amount] : scopes) {
      batch.facts.deliveries.push_back(Head(scope, file));
      AddCharge(batch, "Compute", amount).delivery =
          static_cast<int>(batch.facts.deliveries.size()) - 1;
    }
    return batch;
  }
  absl::Status Store(const StagedBatch& batch) {
    return writer_->StoreBatch(who_, batch);
  }
  std::vector<std::pair<std::string, int64_t>> RowsInForce(AsOf as_of = {}) {
    std::vector<std::pair<std::string, int64_t>> rows;
    for (const DeliveryRecord& delivery :
         sources().ListDeliveries(who_, "", as_of).value()) {
      rows.emplace_back(delivery.head.scope, delivery.rows);
    }
    return rows;
  }
};

TEST_F(WithdrawalTest, AScopeThatAFileNoLongerTellsHoldsNothing) {
  StagedBatch first = Tell("r1", "sept.csv", {{"account=A1", "1000"}});
  first.facts.deliveries[0].billing_account_id = "A1";
  first.facts.deliveries[0].period_start = At("2026-09-01T00:00:00Z");
  ASSERT_TRUE(Store(first).ok());
  clock_.Set(At("2026-10-06T07:00:00Z"));
  ASSERT_TRUE(Store(Tell("r2", "sept.csv", {{"account=A-1", "1000"}})).ok());

  EXPECT_EQ(BilledTotal(), "1000") << "once, not twice";
  EXPECT_EQ(BilledOfLines(), "1000");
  EXPECT_THAT(RowsInForce(), UnorderedElementsAre(Pair("account=A-1", 1),
                                                  Pair("account=A1", 0)));
  // As it was known before, by the old spelling.
  const AsOf before = {At("2026-10-05T12:00:00Z")};
  EXPECT_EQ(BilledTotal(before), "1000");
  EXPECT_THAT(RowsInForce(before), ElementsAre(Pair("account=A1", 1)));

  // The chain says who took it away, and what of.
  const DeliveryRecord empty =
      sources().ListDeliveries(who_, "", {}).value().back();
  EXPECT_EQ(empty.head.scope, "account=A1");
  EXPECT_EQ(empty.head.origin, "sept.csv");
  EXPECT_EQ(empty.head.billing_account_id, "A1");
  EXPECT_EQ(empty.head.period_start, At("2026-09-01T00:00:00Z"));
  EXPECT_EQ(empty.kind, FactKind::kCharges);
  EXPECT_EQ(empty.delivered_by, "test 1");
  EXPECT_EQ(empty.number, 3);
  const auto report = ChainVerifier(*database_).Verify(who_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->sound());
}

TEST_F(WithdrawalTest, TheOldSpellingComesBackWhenItIsToldAgain) {
  ASSERT_TRUE(Store(Tell("r1", "sept.csv", {{"account=A1", "1000"}})).ok());
  ASSERT_TRUE(Store(Tell("r2", "sept.csv", {{"account=A-1", "1000"}})).ok());
  ASSERT_TRUE(Store(Tell("r3", "sept.csv", {{"account=A1", "1200"}})).ok());
  EXPECT_EQ(BilledTotal(), "1200");
  // What holds nothing is withdrawn once.
  ASSERT_TRUE(Store(Tell("r4", "sept.csv", {{"account=A1", "1300"}})).ok());
  EXPECT_EQ(BilledTotal(), "1300");
  EXPECT_THAT(RowsInForce(), UnorderedElementsAre(Pair("account=A-1", 0),
                                                  Pair("account=A1", 1)));
}

TEST_F(WithdrawalTest, ARunThatTellsNothingButItsWordWithdraws) {
  ASSERT_TRUE(Store(Tell("r1", "sept.csv", {{"account=A1", "1000"}})).ok());
  ASSERT_TRUE(Store(Tell("r2", "sept.csv", {})).ok());
  EXPECT_EQ(BilledTotal(), "0");
}

TEST_F(WithdrawalTest, OtherFilesAndSourcesKeepWhatTheyTold) {
  ASSERT_TRUE(Store(Tell("r1", "aug.csv", {{"account=A1", "1"}})).ok());
  StagedBatch other = Tell("r1", "sept.csv", {{"account=A1", "10"}});
  other.source = "other";
  ASSERT_TRUE(Store(other).ok());
  ASSERT_TRUE(Store(Tell("r2", "sept.csv", {{"account=B2", "100"}})).ok());
  ASSERT_TRUE(Store(Tell("r3", "sept.csv", {{"account=C3", "1000"}})).ok());
  EXPECT_EQ(BilledTotal(), "1011");
  // Nobody vouches: nothing is taken away.
  StagedBatch silent = Tell("r4", "sept.csv", {{"account=D4", "10000"}});
  silent.facts.whole_origins.clear();
  ASSERT_TRUE(Store(silent).ok());
  EXPECT_EQ(BilledTotal(), "11011");
}

TEST_F(WithdrawalTest, AdditionalDeliveriesStay) {
  StagedBatch first = Tell("r1", "feed", {{"page=1", "5"}});
  first.facts.deliveries[0].completeness = Completeness::kAdditive;
  ASSERT_TRUE(Store(first).ok());
  ASSERT_TRUE(Store(Tell("r2", "feed", {{"page=2", "7"}})).ok());
  EXPECT_EQ(BilledTotal(), "12");
}

TEST_F(WithdrawalTest, WhoToldAScopeLastCounts) {
  // The file was renamed: the same rows only confirm, now by another name.
  ASSERT_TRUE(Store(Tell("r1", "old.csv", {{"account=A1", "1000"}})).ok());
  ASSERT_TRUE(Store(Tell("r2", "new.csv", {{"account=A1", "1000"}})).ok());
  EXPECT_EQ(BilledTotal(), "1000");
  // What stands under the old name now no longer speaks for it,
  ASSERT_TRUE(Store(Tell("r3", "old.csv", {{"account=B2", "1"}})).ok());
  EXPECT_EQ(BilledTotal(), "1001");
  // the new one does.
  ASSERT_TRUE(Store(Tell("r4", "new.csv", {{"account=A-1", "1000"}})).ok());
  EXPECT_EQ(BilledTotal(), "1001");
}

TEST_F(WithdrawalTest, FindingsOfAFileThatIsCleanNowEnd) {
  StagedBatch first = Tell("r1", "b.csv", {{"account=A1", "1"}});
  first.facts.deliveries[0].origin = "a.csv";  // told last by another part
  first.facts.whole_origins = {"a.csv", "b.csv"};
  Finding finding;
  finding.rule = "csv-quote";
  finding.file = "b.csv";
  finding.count = 1;
  first.facts.findings = {finding};
  ASSERT_TRUE(Store(first).ok());
  EXPECT_EQ(sources().ListFindings(who_, "bill", {})->size(), 1u);
  StagedBatch second = Tell("r2", "b.csv", {{"account=A1", "2"}});
  second.facts.deliveries[0].origin = "a.csv";
  second.facts.whole_origins = {"a.csv", "b.csv"};
  ASSERT_TRUE(Store(second).ok());
  EXPECT_THAT(sources().ListFindings(who_, "bill", {}).value(), IsEmpty());
}

}  // namespace
}  // namespace regisseur
