#include <set>

#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kScope[] = "account=1 period=2026-09";

Finding MakeFinding(const std::string& rule, const std::string& file,
                    int64_t count = 1) {
  Finding finding;
  finding.severity = Severity::kWarning;
  finding.rule = rule;
  finding.field = "BilledCost";
  finding.file = file;
  finding.first_line = 2;
  finding.count = count;
  finding.arguments = {{"value", "x"}};
  finding.examples = {{2, "x"}};
  return finding;
}

class FactWriterTest : public StorageFixture {
 protected:
  std::vector<DeliveryRecord> Deliveries(AsOf as_of = {}) {
    return sources().ListDeliveries(who_, "", as_of).value();
  }
  std::vector<std::string> Rules(AsOf as_of = {}) {
    std::vector<std::string> rules;
    const auto findings = sources().ListFindings(who_, "bill", as_of);
    for (const Finding& finding : findings.value()) {
      rules.push_back(finding.rule);
    }
    return rules;
  }
};

TEST_F(FactWriterTest, ADeliveryCountsWhenItsLastBatchIsStored) {
  StagedBatch first = MakeBatch("bill", "r1", 1, false);
  first.facts.deliveries = {Head(kScope, "cost.csv")};
  AddCharge(first, "Compute", "10.25");
  ASSERT_TRUE(writer_->StoreBatch(who_, first).ok());
  EXPECT_EQ(BilledTotal(), "0");
  EXPECT_THAT(Deliveries(), IsEmpty());
  const SourceProgress staged = writer_->GetProgress(who_, "bill").value();
  EXPECT_EQ(staged.staged_run, "r1");
  EXPECT_EQ(staged.staged_number, 1);
  EXPECT_EQ(staged.cursor, "r1/1");

  StagedBatch second = MakeBatch("bill", "r1", 2, true);
  second.facts.deliveries = {Head(kScope, "cost.csv")};
  AddCharge(second, "Storage", "20.50", "Tax");
  ASSERT_TRUE(writer_->StoreBatch(who_, second).ok());
  EXPECT_EQ(BilledTotal(), "30.75");
  EXPECT_EQ(BilledOfLines(), "30.75");
  ASSERT_THAT(Deliveries(), SizeIs(1));
  const DeliveryRecord delivery = Deliveries().front();
  EXPECT_EQ(delivery.source, "bill");
  EXPECT_EQ(delivery.chain, "cloudnine");
  EXPECT_EQ(delivery.number, 1);
  EXPECT_EQ(delivery.kind, FactKind::kCharges);
  EXPECT_EQ(delivery.head.scope, kScope);
  EXPECT_EQ(delivery.rows, 2);
  EXPECT_EQ(delivery.delivered_by, "test 1");
  EXPECT_EQ(delivery.known_from, At("2026-10-05T07:00:00.000001Z"));
  const SourceProgress done = writer_->GetProgress(who_, "bill").value();
  EXPECT_EQ(done.staged_run, "");
  EXPECT_EQ(done.cursor, "r1/2");
  EXPECT_EQ(sources().GetSource(who_, "bill", {})->deliveries_in_force, 1);
}

TEST_F(FactWriterTest, TotalsHaveEveryKeyAndTax) {
  StagedBatch batch = MakeBatch("bill", "r1", 1, true);
  batch.facts.deliveries = {Head(kScope, "cost.csv")};
  AddCharge(batch, "Compute", "10.00");
  AddCharge(batch, "Compute", "5.5");
  Charge& tax = AddCharge(batch, "Compute", "2.1", "Tax");
  tax.amounts[static_cast<int>(ChargeAmount::kListCost)].reset();
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());

  std::map<std::string, CostTotalRow> rows;
  ASSERT_TRUE(costs()
                  .ReadTotals(who_, {}, {},
                              [&](const CostTotalRow& row) {
                                rows.emplace(row.charge_category, row);
                                return absl::OkStatus();
                              })
                  .ok());
  ASSERT_THAT(rows, SizeIs(2));
  const CostTotalRow& usage = rows.at("Usage");
  EXPECT_EQ(usage.provider, "cloudnine");
  EXPECT_EQ(usage.charge_month, "2026-09");
  EXPECT_EQ(usage.service_name, "Compute");
  EXPECT_EQ(usage.currency, "EUR");
  EXPECT_EQ(usage.billing_period_start, At("2026-09-01T00:00:00Z"));
  EXPECT_EQ(usage.billing_period_end, At("2026-10-01T00:00:00Z"));
  EXPECT_EQ(usage.total.billed.ToString(), "15.50");
  EXPECT_TRUE(usage.total.tax.IsZero());
  EXPECT_EQ(usage.total.charge_count, 2);
  EXPECT_FALSE(usage.region_left_out);
  const CostTotalRow& taxed = rows.at("Tax");
  EXPECT_EQ(taxed.total.tax.ToString(), "2.1");
  EXPECT_EQ(taxed.total.list.null_count, 1);
  EXPECT_EQ(taxed.total.list.billed_of_nulls.ToString(), "2.1");
}

TEST_F(FactWriterTest, LinesComeBackAsTheyWere) {
  StagedBatch batch = MakeBatch("bill", "r1", 1, true);
  batch.facts.deliveries = {Head(kScope, "cost.csv")};
  Charge& charge = AddCharge(batch, "Compute", "-0.0000000001");
  charge.texts[static_cast<int>(ChargeText::kTags)] =
      Text(batch, R"({"app":"shop"})");
  // 28 decimals and 38 digits do not fit 64 bits.
  charge.amounts[static_cast<int>(ChargeAmount::kListUnitPrice)] =
      Decimal::Parse("1234567890.1234567890123456789012345678").value();
  charge.amounts[static_cast<int>(ChargeAmount::kPricingQuantity)].reset();
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());

  int count = 0;
  ASSERT_TRUE(
      costs()
          .ReadLines(
              who_, {}, {},
              [&](const ChargeLine& line) {
                ++count;
                const auto text = [&](ChargeText column) {
                  return (*line.dictionary)[line.charge.text(column)];
                };
                EXPECT_EQ(line.source, "bill");
                EXPECT_EQ(line.provider, "cloudnine");
                EXPECT_EQ(line.file, "cost.csv");
                EXPECT_EQ(line.charge.line, 2);
                EXPECT_EQ(text(ChargeText::kServiceName), "Compute");
                EXPECT_EQ(text(ChargeText::kTags), R"({"app":"shop"})");
                EXPECT_EQ(line.charge.text(ChargeText::kRegion), 0);
                EXPECT_EQ(
                    line.charge.amount(ChargeAmount::kBilledCost)->ToString(),
                    "-0.0000000001");
                EXPECT_EQ(line.charge.amount(ChargeAmount::kListUnitPrice)
                              ->ToString(),
                          "1234567890.1234567890123456789012345678");
                EXPECT_FALSE(line.charge.amount(ChargeAmount::kPricingQuantity)
                                 .has_value());
                EXPECT_EQ(line.charge.charge_period_end,
                          At("2026-09-06T00:00:00Z"));
                return absl::OkStatus();
              })
          .ok());
  EXPECT_EQ(count, 1);
}

TEST_F(FactWriterTest, EachBatchAndDeliveryHasTextsOfItsOwn) {
  for (int64_t number = 1; number <= 2; ++number) {
    StagedBatch batch = MakeBatch("bill", "r1", number, number == 2);
    batch.facts.deliveries = {Head("a", "cost.csv"), Head("b", "cost.csv")};
    for (int i = 0; i < 6; ++i) {
      Charge& charge = AddCharge(batch, "Compute", "1");
      charge.delivery = i % 2;
      charge.texts[static_cast<int>(ChargeText::kResourceId)] =
          Text(batch, absl::StrCat("r", number, "-", i));
      charge.texts[static_cast<int>(ChargeText::kPricingUnit)] =
          Text(batch, std::string(200, 'u'));
    }
    ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  }
  std::vector<std::string> resources;
  ASSERT_TRUE(
      costs()
          .ReadLines(who_, {}, {},
                     [&](const ChargeLine& line) {
                       const auto text = [&](ChargeText column) {
                         return (*line.dictionary)[line.charge.text(column)];
                       };
                       resources.push_back(text(ChargeText::kResourceId));
                       EXPECT_EQ(text(ChargeText::kPricingUnit),
                                 std::string(200, 'u'));
                       EXPECT_EQ(text(ChargeText::kServiceName), "Compute");
                       return absl::OkStatus();
                     })
          .ok());
  EXPECT_THAT(resources,
              ElementsAre("r1-0", "r1-2", "r1-4", "r2-0", "r2-2", "r2-4",
                          "r1-1", "r1-3", "r1-5", "r2-1", "r2-3", "r2-5"));
}

TEST_F(FactWriterTest, ABatchThatComesTwiceIsIgnored) {
  StagedBatch first = MakeBatch("bill", "r1", 1, false);
  first.facts.deliveries = {Head(kScope, "cost.csv")};
  AddCharge(first, "Compute", "10");
  StagedBatch second = MakeBatch("bill", "r1", 2, true);
  second.facts.deliveries = first.facts.deliveries;
  AddCharge(second, "Compute", "5");
  for (const StagedBatch* batch : {&first, &first, &second, &second, &first}) {
    ASSERT_TRUE(writer_->StoreBatch(who_, *batch).ok());
  }
  EXPECT_EQ(BilledTotal(), "15");
  EXPECT_EQ(BilledOfLines(), "15");
}

TEST_F(FactWriterTest, RefusesAHoleAndAnotherRun) {
  StagedBatch first = MakeBatch("bill", "r1", 1, false);
  ASSERT_TRUE(writer_->StoreBatch(who_, first).ok());
  const absl::Status hole =
      writer_->StoreBatch(who_, MakeBatch("bill", "r1", 3, true));
  EXPECT_EQ(hole.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(hole.message()),
              HasSubstr("came where batch 2 is due"));
  const absl::Status other =
      writer_->StoreBatch(who_, MakeBatch("bill", "r2", 1, true));
  EXPECT_EQ(other.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(other.message()), HasSubstr("run r1 is staged"));
  const absl::Status start =
      writer_->StoreBatch(who_, MakeBatch("other", "r1", 2, true));
  EXPECT_EQ(start.code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(FactWriterTest, RefusesRowsThatReferToNothing) {
  StagedBatch batch = MakeBatch("bill", "r1", 1, true);
  batch.facts.deliveries = {Head(kScope, "cost.csv")};
  AddCharge(batch, "Compute", "1").delivery = 1;
  EXPECT_EQ(writer_->StoreBatch(who_, batch).code(),
            absl::StatusCode::kInvalidArgument);
  batch.facts.charges[0].delivery = 0;
  batch.facts.charges[0].texts[0] = 99;
  EXPECT_EQ(writer_->StoreBatch(who_, batch).code(),
            absl::StatusCode::kInvalidArgument);
  batch.facts.charges[0].texts[0] = 0;
  batch.facts.charges[0].amounts[0].reset();
  EXPECT_EQ(writer_->StoreBatch(who_, batch).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Deliveries(), IsEmpty());
  // What was refused left nothing behind, not even in the writer's memory.
  ASSERT_TRUE(StoreOneCharge("bill", "r1", kScope, "7").ok());
  EXPECT_EQ(BilledTotal(), "7");
}

TEST_F(FactWriterTest, ARedeliverySupersedesAndThePastStaysAsKnown) {
  ASSERT_TRUE(StoreOneCharge("bill", "r1", kScope, "100").ok());
  clock_.Set(At("2026-10-06T07:00:00Z"));
  ASSERT_TRUE(StoreOneCharge("bill", "r2", kScope, "90").ok());
  EXPECT_EQ(BilledTotal(), "90");
  EXPECT_EQ(BilledOfLines(), "90");
  EXPECT_EQ(BilledTotal({At("2026-10-05T12:00:00Z")}), "100");
  EXPECT_EQ(BilledOfLines({At("2026-10-05T12:00:00Z")}), "100");
  EXPECT_EQ(BilledTotal({At("2026-10-05T06:59:59Z")}), "0")
      << "nothing was known before the first";
  ASSERT_THAT(Deliveries(), SizeIs(1));
  EXPECT_EQ(Deliveries().front().number, 2);
  const auto before = Deliveries({At("2026-10-05T12:00:00Z")});
  ASSERT_THAT(before, SizeIs(1));
  EXPECT_EQ(before.front().known_until, At("2026-10-06T07:00:00Z"));
  EXPECT_EQ(sources().GetSource(who_, "bill", {})->deliveries_in_force, 1);
}

TEST_F(FactWriterTest, TheSameRowsAgainOnlyConfirm) {
  ASSERT_TRUE(StoreOneCharge("bill", "r1", kScope, "100").ok());
  clock_.Advance(absl::Hours(1));
  ASSERT_TRUE(StoreOneCharge("bill", "r2", kScope, "100").ok());
  ASSERT_THAT(Deliveries(), SizeIs(1));
  EXPECT_EQ(Deliveries().front().number, 1);
  EXPECT_EQ(Deliveries().front().known_from, At("2026-10-05T07:00:00Z"));
  EXPECT_EQ(BilledTotal(), "100");
  EXPECT_EQ(BilledOfLines(), "100");
  EXPECT_EQ(sources().GetSource(who_, "bill", {})->deliveries_in_force, 1);
}

TEST_F(FactWriterTest, RowHashesDoNotDependOnBatchBordersOrLineNumbers) {
  StagedBatch one = MakeBatch("bill", "r1", 1, true);
  one.facts.deliveries = {Head(kScope, "cost.csv")};
  AddCharge(one, "Compute", "1");
  AddCharge(one, "Storage", "2");
  ASSERT_TRUE(writer_->StoreBatch(who_, one).ok());
  const std::string hash = Deliveries().front().rows_sha256;

  StagedBatch first = MakeBatch("other", "r1", 1, false);
  first.facts.deliveries = {Head(kScope, "cost.csv")};
  AddCharge(first, "Compute", "1").line = 77;
  StagedBatch second = MakeBatch("other", "r1", 2, true);
  second.facts.deliveries = {Head(kScope, "cost.csv")};
  AddCharge(second, "Storage", "2").line = 78;
  ASSERT_TRUE(writer_->StoreBatch(who_, first).ok());
  ASSERT_TRUE(writer_->StoreBatch(who_, second).ok());
  const auto other = sources().ListDeliveries(who_, "other", {}).value();
  ASSERT_THAT(other, SizeIs(1));
  EXPECT_EQ(other.front().rows_sha256, hash);
  EXPECT_EQ(other.front().number, 2) << "of the same provider's chain";
  EXPECT_NE(other.front().chain_sha256, Deliveries().front().chain_sha256);
}

TEST_F(FactWriterTest, AdditiveDeliveriesStandBesideEachOther) {
  for (const char* const run : {"r1", "r2"}) {
    StagedBatch batch = MakeBatch("bill", run, 1, true);
    batch.facts.deliveries = {
        Head(kScope, "cost.csv", Completeness::kAdditive)};
    AddCharge(batch, run, "3");
    ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  }
  EXPECT_EQ(BilledTotal(), "6");
  EXPECT_THAT(Deliveries(), SizeIs(2));
}

TEST_F(FactWriterTest, AnEmptyCompleteDeliveryTakesTheOldOneAway) {
  ASSERT_TRUE(StoreOneCharge("bill", "r1", kScope, "100").ok());
  StagedBatch empty = MakeBatch("bill", "r2", 1, true);
  empty.facts.deliveries = {Head(kScope, "cost.csv")};
  ASSERT_TRUE(writer_->StoreBatch(who_, empty).ok());
  EXPECT_EQ(BilledTotal(), "0");
  ASSERT_THAT(Deliveries(), SizeIs(1));
  EXPECT_EQ(Deliveries().front().kind, FactKind::kCharges);
}

TEST_F(FactWriterTest, AScopeToldTwiceInARunIsOneDelivery) {
  StagedBatch batch = MakeBatch("bill", "r1", 1, true);
  batch.facts.deliveries = {Head(kScope, "a.csv"), Head(kScope, "b.csv")};
  AddCharge(batch, "Compute", "1").delivery = 0;
  AddCharge(batch, "Compute", "2").delivery = 1;
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  EXPECT_THAT(Deliveries(), SizeIs(1));
  EXPECT_EQ(BilledTotal(), "3");
}

TEST_F(FactWriterTest, AStagedRunGoesOnAfterARestart) {
  StagedBatch first = MakeBatch("bill", "r1", 1, false);
  first.facts.deliveries = {Head(kScope, "cost.csv")};
  AddCharge(first, "Compute", "10");
  AddCharge(first, "Compute", "1", "Tax");
  ASSERT_TRUE(writer_->StoreBatch(who_, first).ok());
  Reopen();
  StagedBatch second = MakeBatch("bill", "r1", 2, true);
  second.facts.deliveries = {Head(kScope, "cost.csv")};
  AddCharge(second, "Compute", "5");
  ASSERT_TRUE(writer_->StoreBatch(who_, second).ok());
  EXPECT_EQ(BilledTotal(), "16");
  ExactSum tax;
  ASSERT_TRUE(costs()
                  .ReadTotals(who_, {}, {},
                              [&](const CostTotalRow& row) {
                                return tax.Add(row.total.tax);
                              })
                  .ok());
  EXPECT_EQ(tax.ToString(), "1");
}

// Another source's failure must not cost this one its staged state, nor may its
// own: what it staged before counts, and the failed batch does not.
TEST_F(FactWriterTest, AFailedBatchForgetsOnlyItself) {
  const auto make = [](const std::string& source, int64_t number, bool last) {
    StagedBatch batch = MakeBatch(source, "r1", number, last);
    batch.facts.deliveries = {Head("period=2026-09", source + ".csv")};
    AddCharge(batch, "Compute", "1.00");
    return batch;
  };
  ASSERT_TRUE(writer_->StoreBatch(who_, make("good", 1, false)).ok());
  ASSERT_TRUE(writer_->StoreBatch(who_, make("bad", 1, false)).ok());
  StagedBatch broken = make("bad", 2, true);
  AddCharge(broken, "Compute", "5.00").amounts[0].reset();
  EXPECT_EQ(writer_->StoreBatch(who_, broken).code(),
            absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(writer_->StoreBatch(who_, make("good", 2, true)).ok());
  EXPECT_EQ(BilledTotal(), "2.00");
  ASSERT_TRUE(writer_->StoreBatch(who_, make("bad", 2, true)).ok());
  EXPECT_EQ(BilledTotal(), "4.00");
  EXPECT_EQ(BilledOfLines(), "4.00");
}

TEST_F(FactWriterTest, MoreRunsThanAreRememberedGoOn) {
  constexpr int kRuns = 40;
  for (int64_t number = 1; number <= 3; ++number) {
    for (int run = 0; run < kRuns; ++run) {
      StagedBatch batch =
          MakeBatch(absl::StrCat("s", run), "r1", number, number == 3);
      batch.facts.deliveries = {Head("period=2026-09", "cost.csv")};
      AddCharge(batch, "Compute", "1.00");
      ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
    }
  }
  EXPECT_EQ(BilledTotal(), "120.00");
  EXPECT_EQ(BilledOfLines(), "120.00");
}

TEST_F(FactWriterTest, DroppingWhatIsStagedForgetsTheCursor) {
  StagedBatch first = MakeBatch("bill", "r1", 1, false);
  first.facts.deliveries = {Head(kScope, "cost.csv")};
  AddCharge(first, "Compute", "10");
  first.facts.findings = {MakeFinding("a", "cost.csv")};
  ASSERT_TRUE(writer_->StoreBatch(who_, first).ok());
  ASSERT_TRUE(writer_->DropStaged(who_, "bill").ok());
  const SourceProgress progress = writer_->GetProgress(who_, "bill").value();
  EXPECT_EQ(progress.cursor, "");
  EXPECT_EQ(progress.staged_run, "");
  ASSERT_TRUE(StoreOneCharge("bill", "r2", kScope, "4").ok());
  EXPECT_EQ(BilledTotal(), "4");
  EXPECT_EQ(BilledOfLines(), "4");
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(FactWriterTest, KnownTimeGrowsAlsoWhenTheClockGoesBack) {
  ASSERT_TRUE(StoreOneCharge("bill", "r1", "s1", "1").ok());
  clock_.Set(At("2020-01-01T00:00:00Z"));
  ASSERT_TRUE(StoreOneCharge("bill", "r2", "s2", "2").ok());
  const auto deliveries = Deliveries();
  ASSERT_THAT(deliveries, SizeIs(2));
  EXPECT_LT(deliveries[0].known_from, deliveries[1].known_from);
  EXPECT_EQ(deliveries[1].known_from, At("2026-10-05T07:00:00.000001Z"));
}

TEST_F(FactWriterTest, SharedSourcesGiveEachPartyToAProvider) {
  StagedBatch batch = MakeBatch("ledger", "r1", 1, true, kUnassigned);
  batch.facts.deliveries = {Head("year=2026", "ledger.csv")};
  AddCharge(batch, "Compute", "10");
  AddCharge(batch, "Network", "20");
  AddCharge(batch, "Other", "5");
  const int32_t aws = Text(batch, "AWS EMEA");
  const int32_t kpn = Text(batch, "KPN");
  batch.charge_parties = {aws, kpn, 0};
  batch.assign = [](const std::string& party) -> std::string {
    return party == "AWS EMEA" ? "aws" : kUnassigned;
  };
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  EXPECT_EQ(Deliveries().front().chain, "shared");
  CostFilter of_aws;
  of_aws.provider = "aws";
  CostFilter of_nobody;
  of_nobody.provider = kUnassigned;
  EXPECT_EQ(BilledTotal({}, of_aws), "10");
  EXPECT_EQ(BilledTotal({}, of_nobody), "25");
  const auto unassigned =
      sources().ListUnassigned(who_, "ledger", {}, 10).value();
  ASSERT_THAT(unassigned, SizeIs(2));
  EXPECT_EQ(unassigned[0].party, "");
  EXPECT_EQ(unassigned[1].party, "KPN");
  EXPECT_EQ(unassigned[1].count, 1);

  // A new rule needs no new collection, and leaves the past as it was known.
  clock_.Set(At("2026-10-07T00:00:00Z"));
  ConfigStore config(*database_, *queue_, clock_);
  ASSERT_TRUE(
      config
          .PutInForce(
              who_, {{"config", "a.yaml", "assigns KPN"}},
              {{"ledger",
                [](const std::string& party) -> std::string {
                  if (party == "KPN") return "kpn";
                  return party == "AWS EMEA" ? "aws" : kUnassigned;
                }},
               {"never-collected", [](const std::string&) { return "x"; }}})
          .ok());
  CostFilter of_kpn;
  of_kpn.provider = "kpn";
  EXPECT_EQ(BilledTotal({}, of_kpn), "20");
  EXPECT_EQ(BilledOfLines({}, of_kpn), "20");
  EXPECT_EQ(BilledTotal({}, of_nobody), "5");
  const AsOf before{At("2026-10-06T00:00:00Z")};
  EXPECT_EQ(BilledTotal(before, of_kpn), "0");
  EXPECT_EQ(BilledTotal(before, of_nobody), "25");
  // The rule and what it moved are known from the same moment on.
  const absl::Time known =
      config.List(who_, "config").value().front().known_from;
  EXPECT_EQ(BilledTotal({known}, of_kpn), "20");
  EXPECT_EQ(BilledTotal({known - absl::Microseconds(1)}, of_kpn), "0");
}

TEST_F(FactWriterTest, TotalsAreReadByBillingPeriod) {
  ASSERT_TRUE(StoreOneCharge("bill", "r1", kScope, "100").ok());
  StagedBatch october = MakeBatch("bill", "r2", 1, true);
  october.facts.deliveries = {Head("account=1 period=2026-10", "oct.csv")};
  Charge& charge = AddCharge(october, "Compute", "7");
  charge.billing_period_start = At("2026-10-01T00:00:00Z");
  charge.billing_period_end = At("2026-11-01T00:00:00Z");
  ASSERT_TRUE(writer_->StoreBatch(who_, october).ok());
  CostFilter filter;
  filter.billing_period_start = {At("2026-10-01T00:00:00Z"),
                                 At("2026-11-01T00:00:00Z")};
  EXPECT_EQ(BilledTotal({}, filter), "7");
  EXPECT_EQ(BilledOfLines({}, filter), "7");
  filter.billing_period_start = {At("2026-09-01T00:00:00Z"),
                                 At("2026-10-01T00:00:00Z")};
  EXPECT_EQ(BilledTotal({}, filter), "100");
}

TEST_F(FactWriterTest, LeavesTheRegionOutBeyondTwentyThousandCells) {
  // 3 x 9,000 cells with region, 3 without.
  StagedBatch batch;
  for (int64_t number = 1; number <= 3; ++number) {
    batch = MakeBatch("bill", "r1", number, number == 3);
    batch.facts.deliveries = {Head(kScope, "cost.csv")};
    const std::string service = absl::StrCat("service ", number);
    for (int i = 0; i < 9000; ++i) {
      Charge& charge = AddCharge(batch, service, "0.01");
      charge.texts[static_cast<int>(ChargeText::kRegion)] =
          Text(batch, absl::StrCat("region ", i));
    }
    ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  }
  int rows = 0;
  ASSERT_TRUE(costs()
                  .ReadTotals(who_, {}, {},
                              [&](const CostTotalRow& row) {
                                ++rows;
                                EXPECT_TRUE(row.region_left_out);
                                EXPECT_EQ(row.region, "");
                                EXPECT_EQ(row.total.billed.ToString(), "90.00");
                                return absl::OkStatus();
                              })
                  .ok());
  EXPECT_EQ(rows, 3);
}

TEST_F(FactWriterTest, FindingsOfARunReplaceThoseOfTheSameFiles) {
  StagedBatch first = MakeBatch("bill", "r1", 1, false);
  first.facts.deliveries = {Head(kScope, "a.csv")};
  first.facts.findings = {MakeFinding("old", "a.csv", 2),
                          MakeFinding("other-file", "b.csv"),
                          MakeFinding("stays", "a.csv")};
  ASSERT_TRUE(writer_->StoreBatch(who_, first).ok());
  EXPECT_THAT(Rules(), IsEmpty()) << "staged";
  StagedBatch second = MakeBatch("bill", "r1", 2, true);
  second.facts.findings = {MakeFinding("old", "a.csv", 3)};
  ASSERT_TRUE(writer_->StoreBatch(who_, second).ok());
  EXPECT_THAT(Rules(), ElementsAre("old", "stays", "other-file"));
  const auto findings = sources().ListFindings(who_, "bill", {}).value();
  EXPECT_EQ(findings[0].count, 5) << "one finding over the batches of a run";
  EXPECT_THAT(findings[0].examples, SizeIs(2));
  EXPECT_EQ(findings[0].arguments.at("value"), "x");

  clock_.Set(At("2026-10-06T00:00:00Z"));
  StagedBatch next = MakeBatch("bill", "r2", 1, true);
  next.facts.deliveries = {Head(kScope, "a.csv")};
  next.facts.findings = {MakeFinding("stays", "a.csv"),
                         MakeFinding("new", "a.csv")};
  ASSERT_TRUE(writer_->StoreBatch(who_, next).ok());
  EXPECT_THAT(Rules(), ElementsAre("new", "stays", "other-file"));
  EXPECT_THAT(Rules({At("2026-10-05T12:00:00Z")}),
              ElementsAre("old", "stays", "other-file"));
}

TEST_F(FactWriterTest, TellersReplaceOnlyTheirOwnFindings) {
  Checkpoint checkpoint;
  checkpoint.cursor = "c1";
  checkpoint.findings = {MakeFinding("checkpoint", "")};
  ASSERT_TRUE(writer_->StoreCheckpoint(who_, "bill", checkpoint).ok());
  ASSERT_TRUE(
      writer_->ReplaceDaemonFindings(who_, "bill", {MakeFinding("daemon", "")})
          .ok());
  EXPECT_THAT(Rules(), ElementsAre("checkpoint", "daemon"));
  checkpoint.findings.clear();
  checkpoint.cursor = "c2";
  ASSERT_TRUE(writer_->StoreCheckpoint(who_, "bill", checkpoint).ok());
  EXPECT_THAT(Rules(), ElementsAre("daemon"));
  EXPECT_EQ(writer_->GetProgress(who_, "bill")->cursor, "c2");
  ASSERT_TRUE(writer_->ReplaceDaemonFindings(who_, "bill", {}).ok());
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(FactWriterTest, KnowsWhatAnAdapterSaidThatItTells) {
  SourceTry attempt;
  attempt.time = At("2026-10-05T07:00:00Z");
  attempt.adapter_version = "1";
  attempt.tells = {FactKind::kStatus};
  ASSERT_TRUE(writer_->RecordTry(who_, "page", attempt).ok());
  // A newer version of it tells more.
  attempt.time += absl::Hours(1);
  attempt.tells.insert(FactKind::kMeasurements);
  ASSERT_TRUE(writer_->RecordTry(who_, "page", attempt).ok());
  // It does not even start: what it said before holds.
  SourceTry failed;
  failed.time = attempt.time + absl::Hours(1);
  failed.outcome = TryOutcome::kTransient;
  failed.rule = "adapter-unreachable";
  ASSERT_TRUE(writer_->RecordTry(who_, "page", failed).ok());
  EXPECT_THAT(sources().GetSource(who_, "page", {})->tells,
              ElementsAre(FactKind::kStatus, FactKind::kMeasurements));
  EXPECT_THAT(
      sources().GetSource(who_, "page", {At("2026-10-05T07:30:00Z")})->tells,
      ElementsAre(FactKind::kStatus));
  EXPECT_THAT(sources().GetSource(who_, "never", {})->tells, IsEmpty());
}

TEST_F(FactWriterTest, TriesInARowAreOneStretch) {
  SourceTry good;
  good.time = At("2026-10-05T07:00:00Z");
  good.data_until = At("2026-10-01T00:00:00Z");
  good.adapter_version = "focus 1";
  ASSERT_TRUE(writer_->RecordTry(who_, "bill", good).ok());
  SourceTry bad;
  bad.outcome = TryOutcome::kPartner;
  bad.rule = "http-status";
  bad.message = "answered 500";
  for (int i = 1; i <= 3; ++i) {
    bad.time = good.time + absl::Hours(i);
    ASSERT_TRUE(writer_->RecordTry(who_, "bill", bad).ok());
  }
  const SourceRecord now = sources().GetSource(who_, "bill", {}).value();
  EXPECT_EQ(now.last_answer, good.time);
  EXPECT_EQ(now.last_try, bad.time);
  EXPECT_EQ(now.data_until, good.data_until);
  EXPECT_EQ(now.failures_in_row, 3);
  ASSERT_TRUE(now.failure.has_value());
  EXPECT_EQ(now.failure->rule, "http-status");

  const SourceRecord earlier =
      sources().GetSource(who_, "bill", {At("2026-10-05T09:30:00Z")}).value();
  EXPECT_EQ(earlier.last_try, At("2026-10-05T09:30:00Z"));
  EXPECT_EQ(earlier.failures_in_row, 2);
  const SourceRecord first =
      sources().GetSource(who_, "bill", {At("2026-10-05T07:30:00Z")}).value();
  EXPECT_FALSE(first.failure.has_value());
  EXPECT_EQ(first.failures_in_row, 0);

  good.time = bad.time + absl::Hours(1);
  ASSERT_TRUE(writer_->RecordTry(who_, "bill", good).ok());
  EXPECT_EQ(sources().GetSource(who_, "bill", {})->failures_in_row, 0);

  // Which tries fell into an hour of silence.
  const auto tries =
      sources()
          .ListTries(who_, "bill",
                     {At("2026-10-05T09:30:00Z"), At("2026-10-05T10:30:00Z")},
                     {})
          .value();
  ASSERT_EQ(tries.size(), 1u);
  EXPECT_EQ(tries[0].outcome, TryOutcome::kPartner);
  EXPECT_EQ(tries[0].message, "answered 500");
  EXPECT_EQ(tries[0].first, At("2026-10-05T08:00:00Z"));
  EXPECT_EQ(tries[0].last, At("2026-10-05T10:00:00Z"));
  EXPECT_EQ(sources().ListTries(who_, "bill", {}, {})->size(), 3u);
}

TEST_F(FactWriterTest, AnUnknownSourceIsEmpty) {
  const auto record = sources().GetSource(who_, "never", {});
  ASSERT_TRUE(record.ok());
  EXPECT_FALSE(record->last_try.has_value());
  EXPECT_THAT(sources().ListKnownSources(who_).value(), IsEmpty());
  EXPECT_THAT(status().ListComponents(who_, "never", {}).value(), IsEmpty());
}

TEST_F(FactWriterTest, PurgeDropsLinesOfOpenPeriodsAndKeepsTotals) {
  const AsOf early{At("2026-10-05T12:00:00Z")};
  ASSERT_TRUE(StoreOneCharge("bill", "r1", kScope, "100").ok());
  clock_.Set(At("2026-10-06T00:00:00Z"));
  ASSERT_TRUE(StoreOneCharge("bill", "r2", kScope, "90").ok());
  clock_.Set(At("2026-10-10T00:00:00Z"));
  ASSERT_TRUE(writer_->Purge(who_, absl::Hours(7 * 24)).ok());
  EXPECT_EQ(BilledOfLines(early), "100") << "not old enough";
  clock_.Set(At("2026-10-14T00:00:00Z"));
  ASSERT_TRUE(writer_->Purge(who_, absl::Hours(7 * 24)).ok());
  const absl::Status dropped = costs().ReadLines(
      who_, {}, early, [](const ChargeLine&) { return absl::OkStatus(); });
  EXPECT_EQ(dropped.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(dropped.message()),
              HasSubstr("the lines of delivery 1 of cloudnine"));
  EXPECT_EQ(BilledTotal(early), "100");
  EXPECT_EQ(BilledOfLines(), "90");
  EXPECT_TRUE(Deliveries(early).front().lines_dropped);
}

TEST_F(FactWriterTest, PurgeKeepsTheLastLinesBeforeAPeriodClosed) {
  clock_.Set(At("2026-10-20T00:00:00Z"));
  StagedBatch batch = MakeBatch("bill", "r1", 1, true);
  batch.facts.deliveries = {Head(kScope, "cost.csv")};
  batch.facts.deliveries[0].period_end = At("2026-10-01T00:00:00Z");
  AddCharge(batch, "Compute", "100");
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  // The period counts as closed on 10 November, 40 days after its end.
  clock_.Set(At("2026-11-20T00:00:00Z"));
  ASSERT_TRUE(StoreOneCharge("bill", "r2", kScope, "90").ok());
  clock_.Set(At("2027-11-20T00:00:00Z"));
  ASSERT_TRUE(writer_->Purge(who_, absl::Hours(7 * 24)).ok());
  EXPECT_EQ(BilledOfLines({At("2026-11-01T00:00:00Z")}), "100");
}

class MeasurementTest : public StorageFixture {};

TEST_F(MeasurementTest, ComeBackAsTheyWere) {
  StagedBatch batch = MakeBatch("report", "r1", 1, true, kUnassigned);
  batch.facts.deliveries = {Head("file=report.csv", "report.csv")};
  Measurement& measurement = batch.facts.measurements.emplace_back();
  measurement.line = 3;
  measurement.party = "hosting";
  measurement.service = "Werkplek";
  measurement.indicator = "Beschikbaarheid";
  measurement.period_start = At("2026-09-01T00:00:00Z");
  measurement.period_end = At("2026-10-01T00:00:00Z");
  measurement.value = Decimal::Parse("99.95").value();
  measurement.norm = Decimal::Parse("99.9").value();
  measurement.norm_operator = ">=";
  measurement.unit = "%";
  measurement.remark = "storing op 3 september";
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  const MeasurementReader reader(*database_);
  const auto list = reader.ListMeasurements(who_, std::nullopt, {}, {});
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_THAT(*list, SizeIs(1));
  const MeasurementRecord& record = list->front();
  EXPECT_EQ(record.provider, "hosting");
  EXPECT_EQ(record.file, "report.csv");
  EXPECT_EQ(record.measurement.indicator, "Beschikbaarheid");
  EXPECT_EQ(record.measurement.value->ToString(), "99.95");
  EXPECT_FALSE(record.measurement.numerator.has_value());
  EXPECT_EQ(record.measurement.remark, "storing op 3 september");
  EXPECT_THAT(
      reader.ListMeasurements(who_, std::string("telecom"), {}, {}).value(),
      IsEmpty());
  EXPECT_THAT(
      reader
          .ListMeasurements(
              who_, std::nullopt,
              {At("2026-10-01T00:00:00Z"), At("2026-11-01T00:00:00Z")}, {})
          .value(),
      IsEmpty());
}

class ConfigStoreTest : public StorageFixture {};

TEST_F(ConfigStoreTest, KeepsEveryContentThatWasInForce) {
  ConfigStore store(*database_, *queue_, clock_);
  const auto put = [&](std::vector<ConfigFile> files) {
    ASSERT_TRUE(store.PutInForce(who_, files, {}).ok());
  };
  put({{"config", "a.yaml", "one"}});
  put({{"config", "a.yaml", "one"}, {"rates", "ecb.xml", "x"}});
  put({{"config", "a.yaml", "two"}});
  put({{"config", "a.yaml", "one"}});
  const auto versions = store.List(who_, "config").value();
  ASSERT_THAT(versions, SizeIs(3));
  EXPECT_EQ(store.GetContent(who_, versions[0].sha256).value(), "one");
  EXPECT_EQ(store.GetContent(who_, versions[1].sha256).value(), "two");
  EXPECT_EQ(store.GetContent(who_, versions[2].sha256).value(), "one");
  EXPECT_EQ(versions[0].sha256, versions[2].sha256);
  EXPECT_LT(versions[0].known_from, versions[1].known_from);
  // sha256sum of `one` without a line end.
  EXPECT_EQ(versions[0].sha256,
            "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
  // Back to a file that was in force before, under its own name.
  put({{"config", "b.yaml", "one"}});
  put({{"config", "a.yaml", "one"}});
  EXPECT_EQ(store.List(who_, "config")->back().name, "a.yaml");
  EXPECT_THAT(store.List(who_, "config").value(), SizeIs(5));
}

}  // namespace
}  // namespace regisseur
