#include "core/partnership/experience.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

ScoreTally Tally(int satisfied, int dissatisfied) {
  ScoreTally tally;
  for (int i = 0; i < satisfied; ++i) tally.Add(4 + i % 2);
  for (int i = 0; i < dissatisfied; ++i) tally.Add(1 + i % 3);
  return tally;
}
const Decimal kTarget(70, 0);

// statsmodels: proportion_confint(8, 10, method="wilson") is (0.49016247,
// 0.94331784); (0, 10) is (0, 0.27753279).
TEST(SatisfiedShareTest, HasWilsonsInterval) {
  const SatisfiedShare share = ComputeSatisfiedShare(8, 10);
  EXPECT_NEAR(share.low, 0.49016247, 1e-7);
  EXPECT_NEAR(share.high, 0.94331784, 1e-7);
  EXPECT_EQ(FormatShare(share.low), "49.0");
  EXPECT_EQ(FormatShare(share.high), "94.3");
  EXPECT_NEAR(ComputeSatisfiedShare(0, 10).high, 0.27753279, 1e-7);
  EXPECT_EQ(FormatShare(ComputeSatisfiedShare(0, 10).low), "0.0");
}

TEST(ExperienceTest, NeedsFiveAnswersForAFigure) {
  EXPECT_FALSE(Tally(4, 0).IsTold());
  EXPECT_TRUE(Tally(5, 0).IsTold());
  EXPECT_EQ(JudgeExperience(Tally(0, 4), kTarget), ExperienceState::kUnknown);
}

// Of 20 with 8 satisfied: the interval ends at 61.3 %; with 12 at 78.1 %.
TEST(ExperienceTest, IsRedWhenTheWholeIntervalLiesBelow) {
  EXPECT_EQ(FormatShare(ComputeSatisfiedShare(8, 20).high), "61.3");
  EXPECT_EQ(JudgeExperience(Tally(8, 12), kTarget), ExperienceState::kRed);
  EXPECT_EQ(FormatShare(ComputeSatisfiedShare(12, 20).high), "78.1");
  EXPECT_EQ(JudgeExperience(Tally(12, 8), kTarget), ExperienceState::kAmber);
  // Of 20 all: from 83.9 %.
  EXPECT_EQ(FormatShare(ComputeSatisfiedShare(20, 20).low), "83.9");
  EXPECT_EQ(JudgeExperience(Tally(20, 0), kTarget), ExperienceState::kGreen);
}

TEST(ExperienceTest, AWatermelonIsGreenOutsideAndRedInside) {
  const LevelTally met{.met = 3};
  EXPECT_EQ(IsWatermelon(Tally(8, 12), kTarget, met), true);
  EXPECT_EQ(IsWatermelon(Tally(18, 2), kTarget, met), false);
  EXPECT_EQ(IsWatermelon(Tally(8, 12), kTarget, {.met = 3, .missed = 1}),
            false);
  // Not under twenty answers, and not where no level is known.
  EXPECT_FALSE(IsWatermelon(Tally(0, 19), kTarget, met).has_value());
  EXPECT_FALSE(IsWatermelon(Tally(0, 20), kTarget, {.unknown = 2}).has_value());
}

TEST(ScoreTallyTest, HasAMeanOfTwoDecimals) {
  ScoreTally tally;
  for (const int score : {5, 4, 4}) tally.Add(score);
  // 13 / 3 = 4.333.
  EXPECT_EQ(tally.Mean(), "4.33");
  tally.Add(9);  // none of the scale
  EXPECT_EQ(tally.answers(), 3);
}

}  // namespace
}  // namespace regisseur
