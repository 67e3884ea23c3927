#include "core/service_level/burn_rate.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return *Decimal::Parse(text); }

Objective ThirtyDays(const char* target) {
  Objective objective;
  objective.window.kind = MeasuringWindow::Kind::kRolling;
  objective.window.rolling_days = 30;
  objective.window.zone = absl::UTCTimeZone();
  AvailabilityTerms terms;
  terms.target = D(target);
  terms.counts_as_down = {{OperationalState::kMajorOutage}};
  objective.terms = terms;
  return objective;
}

TEST(BurnRateTest, UsesTheFourOfSrePractice) {
  const absl::Time now = absl::UnixEpoch() + absl::Hours(24 * 100);
  // Down for the last 18 minutes: of an hour 30 %, of the last five minutes
  // all; with 0.1 % to lose that is a rate of 300 and of 1,000.
  const std::vector<StateInterval> timeline = {
      {{now - absl::Hours(100), now - absl::Minutes(18)},
       OperationalState::kOperational},
      {{now - absl::Minutes(18), now}, OperationalState::kMajorOutage}};
  ServiceEvidence evidence;
  evidence.components.push_back({timeline, {}, {}});
  const auto rates = ComputeBurnRates(ThirtyDays("99.9"), evidence, now);
  ASSERT_EQ(rates.size(), 4u);
  EXPECT_EQ(rates[0].long_rate, D("300"));
  EXPECT_EQ(rates[0].short_rate, D("1000"));
  EXPECT_EQ(rates[0].threshold, D("14.4"));
  EXPECT_TRUE(rates[0].firing);
  EXPECT_EQ(rates[1].threshold, D("6"));
  EXPECT_EQ(rates[1].long_rate, D("50"));  // 5 % of six hours
  EXPECT_EQ(rates[2].threshold, D("3"));
  EXPECT_EQ(rates[3].threshold, D("1"));
  EXPECT_EQ(rates[3].long_rate, D("4.166666"));  // 18 of 4,320 minutes
}

TEST(BurnRateTest, AnOutageThatIsOverDoesNotFire) {
  const absl::Time now = absl::UnixEpoch() + absl::Hours(24 * 100);
  const std::vector<StateInterval> timeline = {
      {{now - absl::Hours(100), now - absl::Minutes(50)},
       OperationalState::kOperational},
      {{now - absl::Minutes(50), now - absl::Minutes(6)},
       OperationalState::kMajorOutage},
      {{now - absl::Minutes(6), now}, OperationalState::kOperational}};
  ServiceEvidence evidence;
  evidence.components.push_back({timeline, {}, {}});
  const auto rates = ComputeBurnRates(ThirtyDays("99.9"), evidence, now);
  EXPECT_FALSE(rates[0].firing);
  EXPECT_TRUE(rates[1].firing);  // 24 of the last thirty minutes
}

TEST(BurnRateTest, WithoutABudgetNothingBurns) {
  EXPECT_TRUE(
      ComputeBurnRates(ThirtyDays("100"), {}, absl::UnixEpoch()).empty());
}

TEST(BurnRateTest, WhatNobodySawHasNoRate) {
  const auto rates =
      ComputeBurnRates(ThirtyDays("99.9"), {}, absl::UnixEpoch());
  EXPECT_FALSE(rates[0].long_rate.has_value());
  EXPECT_FALSE(rates[0].firing);
}

}  // namespace
}  // namespace regisseur
