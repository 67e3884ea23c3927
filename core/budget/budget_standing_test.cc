#include "core/budget/budget_standing.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return *Decimal::Parse(text); }

Budget MakeBudget(const char* amount, absl::CivilMonth first,
                  absl::CivilMonth last) {
  Budget budget;
  budget.first = first;
  budget.last = last;
  budget.amount = D(amount);
  budget.currency = "EUR";
  budget.warn_at = {D("0.8"), D("1.0")};
  budget.warn_at_forecast = {D("1")};
  return budget;
}

// 100.00 over three months: 33.33, 33.34 and 33.33, together 100.00.
TEST(BudgetTest, SharesOfMonthsKeepTheSum) {
  const Budget budget = MakeBudget("100.00", absl::CivilMonth(2026, 1),
                                   absl::CivilMonth(2026, 3));
  EXPECT_EQ(ShareOfMonth(budget, absl::CivilMonth(2026, 1), 2).ToString(),
            "33.33");
  EXPECT_EQ(ShareOfMonth(budget, absl::CivilMonth(2026, 2), 2).ToString(),
            "33.34");
  EXPECT_EQ(ShareOfMonth(budget, absl::CivilMonth(2026, 3), 2).ToString(),
            "33.33");
  EXPECT_EQ(budget.Months(), 3);
}

// 900 was spent in January to March; April brings 300 and May 300. At 1,000
// the budget is passed after a third of April's 30 days: on the eleventh.
TEST(BudgetTest, TheForecastPassesItOnADay) {
  const Budget budget =
      MakeBudget("1000", absl::CivilMonth(2026, 1), absl::CivilMonth(2026, 5));
  const BudgetMonth months[] = {{absl::CivilMonth(2026, 1), D("300"), D("0")},
                                {absl::CivilMonth(2026, 2), D("300"), D("0")},
                                {absl::CivilMonth(2026, 3), D("300"), D("0")},
                                {absl::CivilMonth(2026, 4), D("0"), D("300")},
                                {absl::CivilMonth(2026, 5), D("0"), D("300")}};
  const auto standing =
      ComputeBudgetStanding(budget, months, absl::CivilDay(2026, 3, 31), 0)
          .value();
  EXPECT_EQ(standing.spent.ToString(), "900");
  EXPECT_EQ(standing.forecast->ToString(), "1500");
  EXPECT_EQ(standing.room.ToString(), "100");
  EXPECT_EQ(standing.room_by_forecast->ToString(), "-500");
  EXPECT_EQ(standing.spent_percent.ToString(), "90.0");
  EXPECT_FALSE(standing.exceeded);
  EXPECT_EQ(standing.exceeded_on, absl::CivilDay(2026, 4, 11));
  ASSERT_EQ(standing.thresholds.size(), 3u);
  EXPECT_TRUE(standing.thresholds[0].passed);   // 80 % of what was spent
  EXPECT_FALSE(standing.thresholds[1].passed);  // 100 %
  EXPECT_TRUE(standing.thresholds[2].passed);   // 100 % by the forecast
  EXPECT_TRUE(standing.thresholds[2].on_forecast);
}

// A month ahead is spent from its first day on: 310 in 31 days are 10 a day, so
// that 95 are passed in the course of the tenth.
TEST(BudgetTest, AMonthAheadIsSpentFromItsFirstDay) {
  const Budget budget =
      MakeBudget("95", absl::CivilMonth(2026, 12), absl::CivilMonth(2026, 12));
  const BudgetMonth months[] = {{absl::CivilMonth(2026, 12), D("0"), D("310")}};
  EXPECT_EQ(
      ComputeBudgetStanding(budget, months, absl::CivilDay(2026, 11, 1), 0)
          ->exceeded_on,
      absl::CivilDay(2026, 12, 10));
}

// 600 came in the first ten days of October, 60 a day; 300 was the budget,
// which five days use up: it is passed on the sixth.
TEST(BudgetTest, WhatWasSpentPassedItOnADay) {
  const Budget budget =
      MakeBudget("300", absl::CivilMonth(2026, 10), absl::CivilMonth(2026, 10));
  const BudgetMonth months[] = {
      {absl::CivilMonth(2026, 10), D("600"), D("100")}};
  const auto standing =
      ComputeBudgetStanding(budget, months, absl::CivilDay(2026, 10, 10), 0)
          .value();
  EXPECT_TRUE(standing.exceeded);
  EXPECT_EQ(standing.room.ToString(), "-300");
  EXPECT_EQ(standing.exceeded_on, absl::CivilDay(2026, 10, 6));
  EXPECT_EQ(standing.spent_percent.ToString(), "200.0");
}

TEST(BudgetTest, WithoutAForecastNothingIsForecast) {
  const Budget budget =
      MakeBudget("1000", absl::CivilMonth(2026, 1), absl::CivilMonth(2026, 12));
  const BudgetMonth months[] = {
      {absl::CivilMonth(2026, 1), D("100"), D("0")},
      {absl::CivilMonth(2026, 2), D("0"), std::nullopt}};
  const auto standing =
      ComputeBudgetStanding(budget, months, absl::CivilDay(2026, 2, 1), 0)
          .value();
  EXPECT_FALSE(standing.forecast.has_value());
  EXPECT_FALSE(standing.room_by_forecast.has_value());
  EXPECT_FALSE(standing.exceeded_on.has_value());
  EXPECT_FALSE(standing.thresholds[2].passed);
}

// Reached is passed: 80 of 100 at 0.8. Exactly the amount does not exceed it.
TEST(BudgetTest, AThresholdIsPassedWhenItIsReached) {
  const Budget budget =
      MakeBudget("100", absl::CivilMonth(2026, 1), absl::CivilMonth(2026, 1));
  const BudgetMonth part[] = {
      {absl::CivilMonth(2026, 1), D("80.00"), D("20.00")}};
  const auto standing =
      ComputeBudgetStanding(budget, part, absl::CivilDay(2026, 1, 20), 0)
          .value();
  EXPECT_TRUE(standing.thresholds[0].passed);
  EXPECT_TRUE(standing.thresholds[2].passed);
  EXPECT_FALSE(standing.exceeded_on.has_value());
  EXPECT_TRUE(standing.room_by_forecast->IsZero());
}

// 3 x 0.004 are 0.012, rounded once: 0.01. Rounded month by month they were
// nothing.
TEST(BudgetTest, WhatWasSpentIsRoundedOnce) {
  const Budget budget =
      MakeBudget("100", absl::CivilMonth(2026, 1), absl::CivilMonth(2026, 3));
  const BudgetMonth months[] = {
      {absl::CivilMonth(2026, 1), D("0.004"), D("0")},
      {absl::CivilMonth(2026, 2), D("0.004"), D("0")},
      {absl::CivilMonth(2026, 3), D("0.004"), D("0")}};
  const auto standing =
      ComputeBudgetStanding(budget, months, absl::CivilDay(2026, 3, 31), 2)
          .value();
  EXPECT_EQ(standing.spent.ToString(), "0.01");
  EXPECT_EQ(standing.room.ToString(), "99.99");
}

}  // namespace
}  // namespace regisseur
