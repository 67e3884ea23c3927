#include "core/credit/credit_tier.h"

#include <string>

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return *Decimal::Parse(text); }

// A closed window of 100,000 s, judged against 99.9.
ServiceLevel Level(int down, int unknown = 0) {
  AvailabilityTerms terms;
  terms.target = D("99.9");
  LevelTimes times;
  times.agreed_us = 100'000'000'000;
  times.unknown_us = unknown * int64_t{1'000'000};
  times.weighted_down = Int128{down} * 1'000'000'000'000;
  return JudgeTimes(terms, times, absl::Seconds(100'000), true, false);
}

const CreditTier kTiers[] = {
    {D("99.9"), D("10")}, {D("99.0"), D("25")}, {D("95.0"), D("100")}};

std::string Percent(const ServiceLevel& level) {
  const auto tier = FindCreditTier(kTiers, level);
  return tier.has_value() ? tier->percent.ToString() : "-";
}

TEST(CreditTierTest, TheLowestStepReachedCounts) {
  EXPECT_EQ(Percent(Level(100)), "-");    // 99.9 %: kept
  EXPECT_EQ(Percent(Level(101)), "10");   // 99.899 %
  EXPECT_EQ(Percent(Level(1000)), "10");  // 99 % is not below 99
  EXPECT_EQ(Percent(Level(1001)), "25");
  EXPECT_EQ(Percent(Level(5001)), "100");
}

TEST(CreditTierTest, SilenceIsReadTheKindestWay) {
  // Between 94.8 and 99.8 %: breached, at least ten percent.
  const ServiceLevel level = Level(200, 5000);
  EXPECT_EQ(Percent(level), "10");
  EXPECT_TRUE(level.judged_is_bound);
  // Between 94.9 and 99.95 %: not known, no credit.
  EXPECT_EQ(Percent(Level(50, 5000)), "-");
}

TEST(CreditTierTest, LowerMayBeBetter) {
  // Reopened tickets (an agreement of 2014): above 1 % two, above 2 % three,
  // above 3 % five percent.
  const CreditTier reopened[] = {
      {D("1.00"), D("2")}, {D("2.00"), D("3")}, {D("3.00"), D("5")}};
  EXPECT_FALSE(FindCreditTier(reopened, D("1.00"), true).has_value());
  EXPECT_EQ(FindCreditTier(reopened, D("1.01"), true)->percent, D("2"));
  EXPECT_EQ(FindCreditTier(reopened, D("2.00"), true)->percent, D("2"));
  EXPECT_EQ(FindCreditTier(reopened, D("99"), true)->percent, D("5"));
  // Solved in time (the same agreement): below 95 %, 90 %, 85 %.
  const CreditTier in_time[] = {
      {D("95.00"), D("2")}, {D("90.00"), D("3")}, {D("85.00"), D("5")}};
  EXPECT_FALSE(FindCreditTier(in_time, D("95"), false).has_value());
  EXPECT_EQ(FindCreditTier(in_time, D("90.00"), false)->percent, D("2"));
  EXPECT_EQ(FindCreditTier(in_time, D("89.99"), false)->percent, D("3"));
}

TEST(CreditTierTest, ABonusNeedsTheHarsherBound) {
  const CreditTier bonus[] = {{D("99.95"), D("1")}, {D("99.99"), D("2")}};
  EXPECT_EQ(FindBonusTier(bonus, Level(0))->percent, D("2"));
  EXPECT_EQ(FindBonusTier(bonus, Level(0, 20))->percent, D("1"));
  EXPECT_FALSE(FindBonusTier(bonus, Level(0, 60)).has_value());
}

}  // namespace
}  // namespace regisseur
