#include "aggregator/answers/unit_costs.h"

#include "aggregator/answers/cost_plan_fixture.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class UnitCostsTest : public CostPlanFixture {
 protected:
  UnitCostAnswer Ask(const UnitCostQuestion& question) {
    auto answer = AnswerUnitCosts(WithQuantities(), who_, question, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : UnitCostAnswer();
  }
};

// 9,600.00 and 9,610.00 for 41,250 and 41,310 residents: 0.232727… and
// 0.232631…, net of tax; the month before is 100.
TEST_F(UnitCostsTest, CostForOneResident) {
  DeliverHalfAYear();
  portfolio_.quantities = {
      {.id = "residents", .file = "/r.csv", .unit = "resident"}};
  Configure();
  quantities_.Set(absl::UnixEpoch(), "residents",
                  "month,value\n2026-04,41250\n2026-05,41310\n2026-06,0\n");
  const UnitCostAnswer answer =
      Ask({.quantity = "residents", .from = "2026-04", .to = "2026-07"});
  EXPECT_EQ(answer.unit, "resident");
  ASSERT_EQ(answer.rows.size(), 4u);
  EXPECT_EQ(Text(answer.rows[0].cost), "9600.00");
  EXPECT_EQ(Text(answer.rows[0].unit_cost), "0.2327");
  EXPECT_EQ(answer.rows[0].index, std::nullopt);
  EXPECT_EQ(Text(answer.rows[1].unit_cost), "0.2326");
  EXPECT_EQ(Text(answer.rows[1].index), "100.0");
  // Nobody: there is no cost for one. Not said: a gap, and no zero.
  EXPECT_EQ(answer.rows[2].unit_cost, std::nullopt);
  EXPECT_EQ(answer.rows[3].quantity, std::nullopt);
  EXPECT_EQ(answer.rows[3].unit_cost, std::nullopt);
  EXPECT_EQ(Text(answer.rows[3].cost), "9630.00");
  EXPECT_EQ(
      FindGap(answer.gaps, "unit-without-quantity")->arguments.at("months"),
      "2026-07");
  EXPECT_NE(FindGap(answer.gaps, "unit-quantity-zero"), nullptr);
}

// Compute costs 100.00 in April, Hosting 9,500.00: the service is hosting.
TEST_F(UnitCostsTest, OfAServiceWithAFileThatWasSent) {
  DeliverHalfAYear();
  const UnitCostAnswer answer =
      Ask({.quantity = "permits.csv",
           .quantity_file = "month;value\n2026-04;19\n",
           .service = "cloudnine/hosting",
           .from = "2026-04",
           .to = "2026-04"});
  ASSERT_EQ(answer.rows.size(), 1u);
  EXPECT_EQ(Text(answer.rows[0].unit_cost), "500.0000");
}

// A bill of which sums alone are kept: what single lines would tell of the
// service is not known, which is no 0.00.
TEST_F(UnitCostsTest, WhatNoLineTellsIsUnknownAndNotZero) {
  portfolio_.providers[0].services.push_back(
      {.id = "vm", .name = "VM", .charges = {"sku:VM*"}});
  Configure();
  StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloudnine");
  batch.facts.deliveries = {Head("month 2026-09", "cost.csv")};
  regisseur::Charge& charge = AddCharge(batch, "Compute", "50.00", "Usage");
  charge.lines = 3;
  charge.billing_period_start = charge.charge_period_start =
      At("2026-09-01T00:00:00Z");
  charge.billing_period_end = charge.charge_period_end =
      At("2026-10-01T00:00:00Z");
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  Answered("bill", At("2026-10-01T00:00:00Z"), FactKind::kCharges);
  const UnitCostAnswer answer =
      Ask({.quantity = "q.csv",
           .quantity_file = "month,value\n2026-09,5\n",
           .service = "cloudnine/vm",
           .from = "2026-09",
           .to = "2026-09"});
  ASSERT_EQ(answer.rows.size(), 1u);
  EXPECT_EQ(answer.rows[0].cost, std::nullopt);
  EXPECT_EQ(answer.rows[0].unit_cost, std::nullopt);
  const Gap* gap = FindGap(answer.gaps, "cost-lines-not-kept");
  ASSERT_NE(gap, nullptr);
  EXPECT_THAT(gap->arguments.at("why"), Not(HasSubstr("long ago")));
}

// 9,600.00 and 9,610.00 for 500,000,000: a unit costs 0.0000192 and 0.00001922,
// shown as 0.0000; the index is of what they are, 9,610 / 9,600 = 100.1.
TEST_F(UnitCostsTest, AnIndexIsOfWhatIsNotRounded) {
  DeliverHalfAYear();
  const UnitCostAnswer answer = Ask(
      {.quantity = "q.csv",
       .quantity_file = "month,value\n2026-04,500000000\n2026-05,500000000\n",
       .from = "2026-04",
       .to = "2026-05"});
  ASSERT_EQ(answer.rows.size(), 2u);
  EXPECT_EQ(Text(answer.rows[1].unit_cost), "0.0000");
  EXPECT_EQ(Text(answer.rows[1].index), "100.1");
}

TEST_F(UnitCostsTest, NonsenseIsRefused) {
  portfolio_.quantities = {{.id = "residents", .file = "/r.csv"}};
  Configure();
  const auto refused = [&](const UnitCostQuestion& question) {
    return std::string(AnswerUnitCosts(WithQuantities(), who_, question, {})
                           .status()
                           .message());
  };
  EXPECT_THAT(refused({.quantity = "resident"}),
              HasSubstr("no quantity resident in the configuration; did you "
                        "mean residents?"));
  EXPECT_THAT(refused({.quantity = "q.csv", .quantity_file = "what\n"}),
              HasSubstr("q.csv:1"));
  const std::string one = "month,value\n2026-09,1\n";
  EXPECT_THAT(refused({.quantity = "q.csv",
                       .quantity_file = one,
                       .service = "cloudnine/hostin"}),
              HasSubstr("did you mean cloudnine/hosting?"));
  EXPECT_THAT(refused({.quantity = "q.csv",
                       .quantity_file = one,
                       .provider = "cloudnine",
                       .service = "cloudnine/hosting"}),
              HasSubstr("one of provider, service and function"));
  EXPECT_THAT(refused({.quantity = "q.csv",
                       .quantity_file = one,
                       .from = "2026-09",
                       .to = "2026-01"}),
              HasSubstr("are not from 1 to"));
}

}  // namespace
}  // namespace regisseur
