#include "core/contract/value_ceiling.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilDay;
using absl::CivilMonth;

Decimal D(const char* text) { return *Decimal::Parse(text); }

ValueCeiling Ceiling() {
  ValueCeiling ceiling;
  ceiling.maximum = D("1200000.00");
  ceiling.warn_at = {D("0.7"), D("0.9")};
  ceiling.procurement_lead = {12, 0};
  return ceiling;
}

std::vector<MonthlySpend> Monthly(CivilMonth first, int count,
                                  const char* amount) {
  std::vector<MonthlySpend> months;
  for (int i = 0; i < count; ++i) months.push_back({first + i, D(amount)});
  return months;
}

TEST(ValueCeilingTest, SaysWhenATenderShouldHaveStarted) {
  // Story S3: 1,200,000 - 905,000 = 295,000 = 11 months of 25,000 (October to
  // August) and 20,000 of September: 20,000 / 25,000 of 30 days is day 24.
  const auto use = ComputeCeilingUse(
      Ceiling(), D("905000.00"), Monthly(CivilMonth(2026, 10), 24, "25000.00"),
      CivilDay(2028, 1, 1), CivilDay(2026, 10, 1));
  ASSERT_TRUE(use.ok()) << use.status();
  EXPECT_EQ(use->left, D("295000"));
  EXPECT_EQ(use->exhausted_on, CivilDay(2027, 9, 24));
  EXPECT_EQ(use->tender_start, CivilDay(2026, 9, 24));
  EXPECT_TRUE(use->tender_late);
  // 905,000 of 1,200,000 is 75.4 %.
  EXPECT_EQ(use->warning, D("0.7"));
  EXPECT_EQ(*use->LeftAfter(D("300000")), D("-5000"));
}

TEST(ValueCeilingTest, TheEndMayComeBeforeTheMoneyIsGone) {
  const auto use = ComputeCeilingUse(
      Ceiling(), D("100000.00"), Monthly(CivilMonth(2026, 10), 12, "1000.00"),
      CivilDay(2028, 1, 1), CivilDay(2026, 10, 1));
  ASSERT_TRUE(use.ok());
  EXPECT_FALSE(use->exhausted_on.has_value());
  EXPECT_EQ(use->tender_start, CivilDay(2027, 1, 1));
  EXPECT_FALSE(use->tender_late);
  EXPECT_FALSE(use->warning.has_value());
}

TEST(ValueCeilingTest, WithoutAnEndOrAForecastThereIsNoDate) {
  const auto use = ComputeCeilingUse(Ceiling(), D("0"), {}, std::nullopt,
                                     CivilDay(2026, 10, 1));
  ASSERT_TRUE(use.ok());
  EXPECT_FALSE(use->tender_start.has_value());
}

TEST(ValueCeilingTest, BeyondTheMaximumItIsGoneAlready) {
  ValueCeiling ceiling = Ceiling();
  ceiling.used_elsewhere = D("200000.00");
  const auto use = ComputeCeilingUse(ceiling, D("1000000.01"), {}, std::nullopt,
                                     CivilDay(2026, 10, 1));
  ASSERT_TRUE(use.ok());
  EXPECT_EQ(use->left, D("-0.01"));
  EXPECT_EQ(use->exhausted_on, CivilDay(2026, 10, 1));
  EXPECT_EQ(use->warning, D("0.9"));
}

TEST(ValueCeilingTest, TheLastDayOfAMonthIsReachedExactly) {
  ValueCeiling ceiling = Ceiling();
  ceiling.maximum = D("50000.00");
  const auto use = ComputeCeilingUse(
      ceiling, D("0"), Monthly(CivilMonth(2026, 1), 2, "25000.00"),
      std::nullopt, CivilDay(2026, 1, 1));
  ASSERT_TRUE(use.ok());
  EXPECT_EQ(use->exhausted_on, CivilDay(2026, 2, 28));
}

}  // namespace
}  // namespace regisseur
