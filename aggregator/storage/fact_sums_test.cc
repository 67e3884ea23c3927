// Charges that are sums of lines: their totals count, and their lines are told
// by nobody.
#include <optional>

#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

class FactSumsTest : public StorageFixture {
 protected:
  // Two sums in two batches: 3 lines of 10.50, of which the list cost is null,
  // and 4 lines of 0.05.
  std::vector<StagedBatch> MakeRun(const std::string& run) {
    StagedBatch first = MakeBatch("focus", run, 1, false);
    first.facts.deliveries = {Head("account=1", "cost.csv")};
    Charge& compute = AddCharge(first, "Compute", "10.50");
    compute.lines = 3;
    compute.amounts[static_cast<int>(ChargeAmount::kListCost)].reset();
    StagedBatch second = MakeBatch("focus", run, 2, true);
    second.facts.deliveries = {Head("account=1", "cost.csv")};
    AddCharge(second, "Storage", "0.05").lines = 4;
    return {std::move(first), std::move(second)};
  }

  CostTotal Total() {
    CostTotal total;
    const absl::Status read = costs().ReadTotals(
        who_, {}, {},
        [&](const CostTotalRow& row) { return total.Add(row.total); });
    EXPECT_TRUE(read.ok()) << read;
    return total;
  }
};

TEST_F(FactSumsTest, CountAsTheLinesThatTheyStandFor) {
  for (const StagedBatch& batch : MakeRun("r1")) {
    ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
    Reopen();  // the sums so far are read back
  }
  const CostTotal total = Total();
  EXPECT_EQ(total.billed.ToString(), "10.55");
  EXPECT_EQ(total.charge_count, 7);
  EXPECT_EQ(total.list.sum.ToString(), "0.05");
  EXPECT_EQ(total.list.null_count, 3);
  EXPECT_EQ(total.list.billed_of_nulls.ToString(), "10.50");
  EXPECT_EQ(total.effective.null_count, 0);
}

TEST_F(FactSumsTest, AreNotTakenForLines) {
  for (const StagedBatch& batch : MakeRun("r1")) {
    ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  }
  int lines = 0;
  const absl::Status read =
      costs().ReadLines(who_, {}, {}, [&](const ChargeLine&) {
        ++lines;
        return absl::OkStatus();
      });
  EXPECT_EQ(read.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(read.message()),
              testing::HasSubstr("keep_lines: false"));
  EXPECT_EQ(lines, 0);
}

TEST_F(FactSumsTest, AreInTheChain) {
  for (const StagedBatch& batch : MakeRun("r1")) {
    ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  }
  const auto report = ChainVerifier(*database_).Verify(who_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->sound());
}

TEST_F(FactSumsTest, DoNotStandBesideLines) {
  StagedBatch batch = MakeBatch("focus", "r1", 1, true);
  batch.facts.deliveries = {Head("account=1", "cost.csv")};
  AddCharge(batch, "Compute", "1").lines = 2;
  AddCharge(batch, "Compute", "1");
  EXPECT_EQ(writer_->StoreBatch(who_, batch).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(FactSumsTest, WhatARunSupersedesIsCounted) {
  int64_t superseded = 0;
  for (const StagedBatch& batch : MakeRun("r1")) {
    ASSERT_TRUE(writer_->StoreBatch(who_, batch, &superseded).ok());
  }
  EXPECT_EQ(superseded, 0);
  // The same again only confirms.
  for (const StagedBatch& batch : MakeRun("r2")) {
    ASSERT_TRUE(writer_->StoreBatch(who_, batch, &superseded).ok());
  }
  EXPECT_EQ(superseded, 0);
  const auto told = sources().ListDeliveries(who_, "focus", {});
  ASSERT_TRUE(told.ok()) << told.status();
  ASSERT_EQ(told->size(), 1u);
  EXPECT_EQ(told->front().rows, 7);
  StagedBatch lines = MakeBatch("focus", "r3", 1, true);
  lines.facts.deliveries = {Head("account=1", "cost.csv")};
  AddCharge(lines, "Compute", "10.50");
  ASSERT_TRUE(writer_->StoreBatch(who_, lines, &superseded).ok());
  EXPECT_EQ(superseded, 7) << "the lines that the sums stood for";
  EXPECT_EQ(BilledOfLines(), "10.50");
}

}  // namespace
}  // namespace regisseur
