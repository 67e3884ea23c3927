#include "core/credit/credit_cap.h"

#include <algorithm>
#include <random>
#include <utility>

#include "core/credit/credit_tier.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;

Decimal D(const char* text) { return *Decimal::Parse(text); }

TEST(CreditCapTest, GivesWhatAPublishedClauseExpects) {
  // The Accord Project's clause: below 99.8 % two, below 98.0 % three percent
  // of 10.00; together at most 10 % of the month and of twelve months, of which
  // the eleven before cost and credited nothing.
  const CreditTier tiers[] = {{D("99.8"), D("2")}, {D("98.0"), D("3")}};
  const std::pair<const char*, const char*> cases[] = {
      {"100", "0.00"}, {"99.7", "0.20"}, {"97", "0.30"}};
  for (const auto& [level, expected] : cases) {
    const auto tier = FindCreditTier(tiers, D(level), false);
    Decimal credit;
    if (tier.has_value()) credit = *ComputePercentOf(tier->percent, D("10"));
    const Decimal month =
        *ComputeCapLimit({D("10"), AtRiskCap::Per::kMonth}, {D("10"), D("0")});
    const Decimal year = *ComputeCapLimit(
        {D("10"), AtRiskCap::Per::kTwelveMonths}, {D("10"), D("0")});
    EXPECT_EQ((*CapCredits({credit}, std::min(month, year), 2))[0].ToString(),
              expected);
  }
}

TEST(CreditCapTest, CutsInProportionToTheCent) {
  // Story S6: 15 % of 12,000.00 is 1,800.00 for 950.00 and 1,200.00:
  // 795.348..., 1,004.651...
  const Decimal limit = *ComputeCapLimit({D("15"), AtRiskCap::Per::kMonth},
                                         {D("12000.00"), D("0")});
  EXPECT_THAT(*CapCredits({D("950.00"), D("1200.00")}, limit, 2),
              ElementsAre(D("795.35"), D("1004.65")));
}

TEST(CreditCapTest, TheRestGoesToTheLargest) {
  // A third of 1.00 each is 0.33; the first of equals gets 0.34.
  EXPECT_THAT(*CapCredits({D("5"), D("5"), D("5")}, D("1.00"), 2),
              ElementsAre(D("0.34"), D("0.33"), D("0.33")));
  // 0.625 rounds up twice, one too many: the larger gives it back.
  EXPECT_THAT(*CapCredits({D("5"), D("5.00")}, D("1.25"), 2),
              ElementsAre(D("0.62"), D("0.63")));
}

TEST(CreditCapTest, NoCreditBecomesADebt) {
  // Six of 0.005 round up to 0.06 where 0.03 are there.
  EXPECT_THAT(*CapCredits({D("1"), D("1"), D("1"), D("1"), D("1"), D("1")},
                          D("0.03"), 2),
              ElementsAre(D("0.00"), D("0.00"), D("0.00"), D("0.01"), D("0.01"),
                          D("0.01")));
}

TEST(CreditCapTest, WhatFitsIsOnlyRounded) {
  EXPECT_THAT(*CapCredits({D("1.005"), D("0.145")}, D("100"), 2),
              ElementsAre(D("1.01"), D("0.15")));
  EXPECT_THAT(*CapCredits({D("1.005")}, std::nullopt, 2),
              ElementsAre(D("1.01")));
  EXPECT_TRUE(CapCredits({}, D("1"), 2)->empty());
}

TEST(CreditCapTest, AYearsCapRemembersEarlierCredits) {
  const AtRiskCap cap{D("10"), AtRiskCap::Per::kContractYear};
  EXPECT_EQ(*ComputeCapLimit(cap, {D("30000"), D("2500")}), D("500"));
  EXPECT_EQ(*ComputeCapLimit(cap, {D("30000"), D("3500")}), D("0"));
  EXPECT_THAT(*CapCredits({D("950")}, D("0"), 2), ElementsAre(D("0.00")));
}

TEST(CreditCapTest, TheSumIsAlwaysTheLimit) {
  std::mt19937 random(17);
  for (int round = 0; round < 500; ++round) {
    std::vector<Decimal> credits;
    Int128 total = 0;
    for (int i = 1 + static_cast<int>(random() % 6); i > 0; --i) {
      credits.push_back(Decimal(1 + random() % 1'000'000, 3));
      total += credits.back().coefficient();
    }
    const Decimal limit(static_cast<int64_t>(random() % 1000) *
                            static_cast<int64_t>(total) / 1000,
                        3);
    const auto capped = CapCredits(credits, limit, 2);
    ASSERT_TRUE(capped.ok());
    Int128 cents = 0;
    for (const Decimal& credit : *capped) {
      EXPECT_FALSE(credit.IsNegative());
      cents += *credit.CoefficientAt(2);
    }
    EXPECT_EQ(Decimal(cents, 2), limit.RoundedHalfAwayFromZero(2));
  }
}

}  // namespace
}  // namespace regisseur
