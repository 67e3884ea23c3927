#include "aggregator/answers/unit_costs.h"

#include "aggregator/answers/cost_plan_fixture.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

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
