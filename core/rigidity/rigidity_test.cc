#include "core/rigidity/rigidity.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return Decimal::Parse(text).value(); }

TEST(RigidityTest, TheFigureIsTheMeanOfFiveShares) {
  Rigidity rigidity;
  rigidity.months = 12;
  rigidity.cost = D("120000");
  rigidity.fixed_share = D("0.8");
  rigidity.days_until_exit = 73;         // 73 / 365 = 0.2
  rigidity.exit_cost = D("60000");       // of 120,000: 0.5
  rigidity.change_days = 15;             // 15 / 30 = 0.5
  rigidity.surcharge_percent = D("30");  // 0.3: together 0.4
  rigidity.hours_available = D("12.5");  // hours and no extras: 0.5
  ASSERT_TRUE(SetRigidityFigure(rigidity).ok());
  // (0.8 + 0.2 + 0.5 + 0.4 + 0.5) / 5 = 0.48
  EXPECT_EQ(rigidity.figure(), D("0.48"));
}

TEST(RigidityTest, WhatIsNotKnownGivesBounds) {
  Rigidity rigidity;
  rigidity.months = 12;
  rigidity.cost = D("1000");
  rigidity.fixed_share = D("1");
  rigidity.days_until_exit = 365;
  rigidity.exit_cost = D("2000");
  rigidity.hours_available = D("0");
  rigidity.extras_available = 2;
  // 1 + 1 + 1 + [0, 1] + 0.5: 3.5 / 5 and 4.5 / 5.
  ASSERT_TRUE(SetRigidityFigure(rigidity).ok());
  EXPECT_EQ(rigidity.figure(), std::nullopt);
  EXPECT_EQ(rigidity.figure_at_least, D("0.7"));
  EXPECT_EQ(rigidity.figure_at_most, D("0.9"));
}

TEST(RigidityTest, NothingKnownIsAnythingAndNoExitIsRigid) {
  Rigidity rigidity;
  ASSERT_TRUE(SetRigidityFigure(rigidity).ok());
  EXPECT_EQ(rigidity.figure_at_least, D("0.1"));  // no extras: at least 0.5
  EXPECT_EQ(rigidity.figure_at_most, D("1"));
  rigidity.no_exit = true;
  ASSERT_TRUE(SetRigidityFigure(rigidity).ok());
  EXPECT_EQ(rigidity.figure_at_least, D("0.5"));
}

PricedUsage Use(const std::string& component,
                const std::vector<const char*>& months) {
  PricedUsage usage;
  absl::CivilMonth month(2026, 1);
  for (const char* q : months) {
    usage.quantities[component][month] = D(q);
    usage.delivered.insert(month++);
  }
  return usage;
}

// 1,000.00 fixed and 100 units at 5.00 in each of two months: 3,000.00, of
// which 2,000.00 without use.
TEST(RigidityTest, WhatIsFixedDoesNotFollowUse) {
  Contract contract;
  contract.currency = "EUR";
  contract.pricing = {{.component = "fee", .form = FixedPrice{D("1000.00")}},
                      {.component = "use",
                       .form = PerUnitPrice{D("5.00")},
                       .meter = Meter{"s"}}};
  const CostOfUse cost =
      ComputeCostOfUse(contract, Use("use", {"100", "100"}),
                       absl::CivilMonth(2026, 1), absl::CivilMonth(2026, 1),
                       absl::CivilMonth(2026, 2))
          .value();
  EXPECT_EQ(cost.cost, D("3000"));
  EXPECT_EQ(cost.without_use, D("2000"));
}

// 10 hours a month for 1,000.00, kept for a month, 120.00 beyond: of 4, 14, 15,
// 30 and 12 hours 0, 0, 3, 20 and 2 are beyond: 5 x 1,000.00 + 25 x 120.00.
TEST(RigidityTest, HoursThatPeopleToldAreUse) {
  Contract contract;
  contract.currency = "EUR";
  contract.pricing = {
      {.component = "hours",
       .form = HourBundlePrice{D("10"), D("1000.00"), D("120.00"), 1, {}}}};
  const CostOfUse cost =
      ComputeCostOfUse(contract, Use("hours", {"4", "14", "15", "30", "12"}),
                       absl::CivilMonth(2026, 1), absl::CivilMonth(2026, 1),
                       absl::CivilMonth(2026, 5))
          .value();
  EXPECT_EQ(cost.cost, D("8000"));
  EXPECT_EQ(cost.without_use, D("5000"));
}

// A year's minimum of 1,200.00 is due in December whatever is used; seats that
// came stay until the year ends: 10, 12, 12 at 10.00, of which a month without
// use would still have had 0, 10, 12.
TEST(RigidityTest, MinimumsAndSeatsStay) {
  Contract least;
  least.currency = "EUR";
  least.pricing = {{.component = "use",
                    .form = PerUnitPrice{D("1.00")},
                    .meter = Meter{"s"}},
                   {.component = "least",
                    .form = MinimumCommitment{
                        D("1200.00"), PricePeriod::kContractYear, {"use"}}}};
  std::vector<const char*> months(12, "150");
  const CostOfUse minimum =
      ComputeCostOfUse(least, Use("use", months), absl::CivilMonth(2026, 1),
                       absl::CivilMonth(2026, 1), absl::CivilMonth(2026, 12))
          .value();
  EXPECT_EQ(minimum.cost, D("1800"));
  EXPECT_EQ(minimum.without_use, D("1200"));

  Contract seats;
  seats.currency = "EUR";
  Meter meter{"s"};
  meter.take = MeterTake::kPeakToDate;
  seats.pricing = {
      {.component = "seats", .form = PerUnitPrice{D("10.00")}, .meter = meter}};
  const CostOfUse grown =
      ComputeCostOfUse(seats, Use("seats", {"10", "12", "11"}),
                       absl::CivilMonth(2026, 1), absl::CivilMonth(2026, 1),
                       absl::CivilMonth(2026, 3))
          .value();
  EXPECT_EQ(grown.cost, D("340"));
  EXPECT_EQ(grown.without_use, D("220"));
}

TEST(RigidityTest, UnknownUseLeavesTheCostUnknown) {
  Contract contract;
  contract.currency = "EUR";
  contract.pricing = {{.component = "use",
                       .form = PerUnitPrice{D("5.00")},
                       .meter = Meter{"s"}}};
  EXPECT_EQ(
      ComputeCostOfUse(contract, PricedUsage(), absl::CivilMonth(2026, 1),
                       absl::CivilMonth(2026, 1), absl::CivilMonth(2026, 2))
          .value()
          .cost,
      std::nullopt);
}

// 105.00 an hour beyond 40 for 3,600.00 (90.00 each): 16.67 % more.
TEST(RigidityTest, SurchargesAndLeadTimesAreTheHighest) {
  Contract contract;
  EXPECT_EQ(SurchargePercent(contract).value(), std::nullopt);
  EXPECT_EQ(ChangeDays(contract, absl::CivilDay(2026, 1, 1)), std::nullopt);
  contract.pricing = {
      {.component = "hours",
       .form = HourBundlePrice{D("40"), D("3600.00"), D("105.00"), 0, {}}}};
  contract.extras = {{.name = "scan", .lead_time = {0, 5}},
                     {.name = "audit", .lead_time = {1, 0}}};
  EXPECT_EQ(SurchargePercent(contract).value(), D("16.67"));
  EXPECT_EQ(ChangeDays(contract, absl::CivilDay(2026, 1, 1)), 31);
  contract.change.surcharge_percent = D("5");
  contract.change.lead_time = CivilSpan{0, 10};
  EXPECT_EQ(SurchargePercent(contract).value(), D("5"));
  EXPECT_EQ(ChangeDays(contract, absl::CivilDay(2026, 1, 1)), 10);
}

// 0.9 of 300.00 and 0.3 of 100.00: 0.75.
TEST(RigidityTest, MeansAreByWeight) {
  const std::vector<Weighed> values = {{D("0.9"), D("300")},
                                       {D("0.3"), D("100")}};
  EXPECT_EQ(WeighedMean(values, 3).value(), D("0.75"));
  EXPECT_EQ(WeighedMean({}, 3).value(), std::nullopt);
}

}  // namespace
}  // namespace regisseur
