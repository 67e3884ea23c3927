#include "aggregator/answers/allocations.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/cost_plan_fixture.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Decimal D(const char* text) { return Decimal::Parse(text).value(); }

class AllocationsTest : public CostPlanFixture {
 protected:
  void Rules(std::vector<AllocationRule> rules,
             absl::Time from = absl::UnixEpoch()) {
    portfolio_.allocations = std::move(rules);
    Configure(from);
  }
  AllocationAnswer Allocate(const std::string& period = "2026-09",
                            AsOf as_of = {}) {
    auto answer =
        AnswerAllocation(WithQuantities(), who_, {.period = period}, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : AllocationAnswer();
  }
  static std::vector<std::string> Rows(const AllocationAnswer& answer) {
    std::vector<std::string> rows;
    for (const AllocationRow& row : answer.rows) {
      rows.push_back(absl::StrCat(
          row.cost_center.empty() ? "nobody" : row.cost_center, " ",
          row.rule.empty() ? "-" : row.rule, " ", row.amount.ToString(),
          row.share_percent.has_value()
              ? absl::StrCat(" ", row.share_percent->ToString(), "%")
              : ""));
    }
    return rows;
  }
};

// 100.01 by 60 %, 30 %, and 10 % that nobody takes: 60.006, 30.003, 10.001.
// The cents 60.00, 30.00, 10.00 leave one, which the largest rest gets.
TEST_F(AllocationsTest, FixedSharesKeepTheSum) {
  Deliver("2026-09",
          {{"Hosting", "100.01", "Purchase"}, {"Hosting", "21.00", "Tax"}});
  Rules({{.id = "hosting",
          .provider = "cloudnine",
          .shares = {{"4410", D("0.6")}, {"4420", D("0.3")}}}});
  const AllocationAnswer answer = Allocate();
  EXPECT_THAT(Rows(answer), ElementsAre("4410 hosting 60.01 60.0000%",
                                        "4420 hosting 30.00 30.0000%",
                                        "nobody hosting 10.00 10.0000%"));
  ASSERT_EQ(answer.totals.size(), 1u);
  EXPECT_EQ(answer.totals[0].amount.ToString(), "100.01");
  EXPECT_EQ(answer.totals[0].unallocated.ToString(), "10.00");
  EXPECT_EQ(answer.totals[0].unallocated_percent->ToString(), "10.0");
}

// What no rule picks goes to the cost centre that the data names, else to
// nobody.
TEST_F(AllocationsTest, TheDataNamesTheCostCentre) {
  Deliver("2026-09",
          {{"Compute", "10.00", "Usage", "", "EUR", "", "", "", "ICT-1"},
           {"Compute", "5.00", "Usage"}});
  EXPECT_THAT(Rows(Allocate()), ElementsAre("ICT-1 - 10.00", "nobody - 5.00"));
}

TEST_F(AllocationsTest, ByTheValueOfATag) {
  Deliver("2026-09",
          {{"Compute", "10.00", "Usage", "", "EUR", R"({"app":"shop-web"})"},
           {"Compute", "7.00", "Usage", "", "EUR", R"({"app":"payrol"})"},
           {"Compute", "3.00", "Usage"}});
  Rules({{.id = "apps",
          .method = AllocationRule::Method::kTag,
          .tag = "app",
          .map = {{"shop*", "4410"}, {"payroll", "4420"}}}});
  const AllocationAnswer answer = Allocate();
  EXPECT_THAT(Rows(answer), ElementsAre("4410 apps 10.00", "nobody - 10.00"));
  const Gap* gap = FindGap(answer.gaps, "allocation-value-near");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("value"), "payroll");
  EXPECT_EQ(gap->arguments.at("near"), "payrol");
}

TEST_F(AllocationsTest, ATagThatNobodyHasIsTold) {
  Deliver("2026-09", {{"Compute", "10.00", "Usage"}});
  Rules({{.id = "apps",
          .method = AllocationRule::Method::kTag,
          .tag = "application"}});
  EXPECT_NE(FindGap(Allocate().gaps, "allocation-tag-nowhere"), nullptr);
}

// 12.5 and 30 of 42.5 people: 1,000.00 is 294.1176… and 705.8823…
TEST_F(AllocationsTest, ByAQuantityOfEachCostCentre) {
  Deliver("2026-09", {{"Hosting", "1000.00", "Purchase"}});
  quantities_.Set(absl::UnixEpoch(), "fte",
                  "month;cost_center;value\n2026-09;4410;12,5\n"
                  "2026-09;4420;30\n");
  Rules({{.id = "desks",
          .provider = "cloudnine",
          .method = AllocationRule::Method::kQuantity,
          .quantity = "fte"}});
  EXPECT_THAT(Rows(Allocate()), ElementsAre("4410 desks 294.12 29.4118%",
                                            "4420 desks 705.88 70.5882%"));
  // A month that the file does not name is nobody's, and told.
  Deliver("2026-08", {{"Hosting", "1000.00", "Purchase"}});
  const AllocationAnswer august = Allocate("2026-08");
  EXPECT_THAT(Rows(august), ElementsAre("nobody desks 1000.00"));
  EXPECT_NE(FindGap(august.gaps, "allocation-without-quantity"), nullptr);
}

// 300 and 100 hours used: three quarters and one. What was used without a tag
// stays with nobody.
TEST_F(AllocationsTest, ByWhatEachUsed) {
  Charge("bill", "cloudnine", "2026-09",
         {{.billed = "80.00",
           .tags = R"({"team":"web"})",
           .quantity = "300",
           .unit = "Hours"},
          {.billed = "20.00",
           .tags = R"({"team":"hr"})",
           .quantity = "60",
           .unit = "Hours"},
          {.billed = "0.00", .quantity = "40", .unit = "Hours"},
          {.billed = "100.00", .category = "Purchase"}});
  Rules({{.id = "compute",
          .provider = "cloudnine",
          .method = AllocationRule::Method::kUsage,
          .tag = "team"}});
  EXPECT_THAT(Rows(Allocate()), ElementsAre("hr compute 30.00 15.0000%",
                                            "web compute 150.00 75.0000%",
                                            "nobody compute 20.00 10.0000%"));
}

// The first rule that picks a line takes it; the other says so.
TEST_F(AllocationsTest, TheFirstRuleCounts) {
  Deliver("2026-09",
          {{"Hosting", "100.00", "Purchase"}, {"Compute", "50.00", "Usage"}});
  Rules(
      {{.id = "narrow",
        .provider = "cloudnine",
        .service = "hosting",
        .shares = {{"4410", D("1")}}},
       {.id = "broad", .provider = "cloudnine", .shares = {{"4420", D("1")}}}});
  const AllocationAnswer answer = Allocate();
  EXPECT_THAT(Rows(answer), ElementsAre("4410 narrow 100.00 100.0000%",
                                        "4420 broad 50.00 100.0000%"));
  const Gap* gap = FindGap(answer.gaps, "allocation-overlap");
  ASSERT_NE(gap, nullptr);
  EXPECT_TRUE(gap->notice);
  EXPECT_EQ(gap->arguments.at("before"), "narrow");
}

// Where only sums are kept, rules about the partner and its services still
// divide, and what needs single lines is nobody's, with a gap.
TEST_F(AllocationsTest, OfSumsWithoutLines) {
  StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloudnine");
  batch.facts.deliveries = {Head("month 2026-09", "cost.csv")};
  for (const auto& [service, billed] :
       {std::pair{"Hosting", "100.00"}, std::pair{"Compute", "50.00"}}) {
    regisseur::Charge& charge = AddCharge(batch, service, billed, "Usage");
    charge.lines = 3;
    charge.billing_period_start = charge.charge_period_start =
        At("2026-09-01T00:00:00Z");
    charge.billing_period_end = charge.charge_period_end =
        At("2026-10-01T00:00:00Z");
  }
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  Answered("bill", At("2026-10-01T00:00:00Z"), FactKind::kCharges);
  Rules({{.id = "hosting",
          .provider = "cloudnine",
          .service = "hosting",
          .shares = {{"4410", D("1")}}}});
  const AllocationAnswer answer = Allocate();
  EXPECT_THAT(Rows(answer),
              ElementsAre("4410 hosting 100.00 100.0000%", "nobody - 50.00"));
  EXPECT_NE(FindGap(answer.gaps, "cost-lines-not-kept"), nullptr);
}

// The lines of one partner are divided although another keeps sums alone.
TEST_F(AllocationsTest, SumsOfOnePartnerLeaveTheOthersTheirLines) {
  AddProvider("summed").sources = {MakeSource("sums", "summed", "focus")};
  Configure();
  Deliver("2026-09",
          {{"Hosting", "40.00", "Purchase", "", "EUR", "", "", "", "A1"}});
  StagedBatch batch = MakeBatch("sums", NextRun(), 1, true, "summed");
  batch.facts.deliveries = {Head("month 2026-09", "cost.csv")};
  regisseur::Charge& charge = AddCharge(batch, "Mail", "50.00", "Usage");
  charge.lines = 3;
  charge.billing_period_start = charge.charge_period_start =
      At("2026-09-01T00:00:00Z");
  charge.billing_period_end = charge.charge_period_end =
      At("2026-10-01T00:00:00Z");
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  Answered("sums", At("2026-10-01T00:00:00Z"), FactKind::kCharges);
  EXPECT_THAT(Rows(Allocate()), ElementsAre("A1 - 40.00", "nobody - 50.00"));
}

// A rule that changed later does not change what was known then.
TEST_F(AllocationsTest, ARuleHasItsKnownTime) {
  Deliver("2026-09", {{"Hosting", "100.00", "Purchase"}});
  const absl::Time before = clock_.Now();
  Rules({{.id = "hosting",
          .provider = "cloudnine",
          .shares = {{"4410", D("1")}}}},
        before - absl::Hours(1));
  clock_.Advance(absl::Hours(24));
  Rules({{.id = "hosting",
          .provider = "cloudnine",
          .shares = {{"4420", D("1")}}}},
        clock_.Now());
  clock_.Advance(absl::Hours(1));
  EXPECT_THAT(Rows(Allocate()), ElementsAre("4420 hosting 100.00 100.0000%"));
  EXPECT_THAT(Rows(Allocate("2026-09", AsOf{before})),
              ElementsAre("4410 hosting 100.00 100.0000%"));
}

TEST_F(AllocationsTest, NonsenseIsRefused) {
  const auto answer =
      AnswerAllocation(WithQuantities(), who_, {.period = "September"}, {});
  EXPECT_THAT(answer.status().message(),
              HasSubstr("\"September\" is no month such as 2026-10"));
  EXPECT_TRUE(absl::IsNotFound(
      AnswerAllocation(WithQuantities(), who_,
                       {.period = "2026-09", .provider = "nobody"}, {})
          .status()));
}

}  // namespace
}  // namespace regisseur
