#include <optional>
#include <string>
#include <vector>

#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

class CommitmentStoreTest : public StorageFixture {
 protected:
  static ContractCommitment MakeCommitment() {
    ContractCommitment commitment;
    commitment.line = 7;
    commitment.contract_id = "c-1";
    commitment.id = "cc-1";
    commitment.category = "Spend";
    commitment.start = absl::FromUnixSeconds(1767225600);
    commitment.cost = Decimal(12000000, 2);
    commitment.currency = "EUR";
    commitment.lifecycle = "Active";
    return commitment;
  }
  void Store(const std::string& run, const ContractCommitment& commitment) {
    StagedBatch batch = MakeBatch("bill", run, 1, true);
    batch.facts.deliveries = {Head("commitments contract=c-1", "c.csv")};
    batch.facts.commitments = {commitment};
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
  }
  std::vector<CommitmentRecord> List(AsOf as_of = {}) {
    auto listed =
        CostReader(*database_).ListCommitments(who_, std::nullopt, as_of);
    EXPECT_TRUE(listed.ok()) << listed.status();
    return listed.ok() ? *std::move(listed) : std::vector<CommitmentRecord>();
  }
};

TEST_F(CommitmentStoreTest, WhatWasToldComesBackAndIsChained) {
  Store("r1", MakeCommitment());
  const std::vector<CommitmentRecord> told = List();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].file, "c.csv");
  ContractCommitment expected = MakeCommitment();
  expected.party = told[0].commitment.party;
  EXPECT_EQ(told[0].commitment, expected);
}

// A later file about the contract takes the place of the earlier one, which is
// still known as it was.
TEST_F(CommitmentStoreTest, ALaterFileTakesItsPlace) {
  Store("r1", MakeCommitment());
  const absl::Time before = clock_.Now();
  clock_.Advance(absl::Hours(24));
  ContractCommitment changed = MakeCommitment();
  changed.lifecycle = "Exhausted";
  changed.cost.reset();
  Store("r2", changed);
  ASSERT_EQ(List().size(), 1u);
  EXPECT_EQ(List()[0].commitment.lifecycle, "Exhausted");
  EXPECT_EQ(List()[0].commitment.cost, std::nullopt);
  ASSERT_EQ(List(AsOf{before}).size(), 1u);
  EXPECT_EQ(List(AsOf{before})[0].commitment.lifecycle, "Active");
}

}  // namespace
}  // namespace regisseur
