#include "services/simulator/day_dice.h"

#include "gtest/gtest.h"

namespace regisseur::simulator {
namespace {

TEST(DayDiceTest, TheSameQuestionGetsTheSameAnswer) {
  const DayDice one(7, "polderstack");
  const DayDice other(7, "polderstack");
  const absl::CivilDay day(2026, 3, 9);
  other.Roll(day + 1, "something else");
  EXPECT_EQ(one.Roll(day, "incident"), other.Roll(day, "incident"));
  EXPECT_EQ(one.Id(day, "id", 12), other.Id(day, "id", 12));
}

TEST(DayDiceTest, SeedSubjectDayAndPurposeAllMatter) {
  const absl::CivilDay day(2026, 3, 9);
  const uint64_t roll = DayDice(7, "a").Roll(day, "p");
  EXPECT_NE(roll, DayDice(8, "a").Roll(day, "p"));
  EXPECT_NE(roll, DayDice(7, "b").Roll(day, "p"));
  EXPECT_NE(roll, DayDice(7, "a").Roll(day + 1, "p"));
  EXPECT_NE(roll, DayDice(7, "a").Roll(day, "q"));
}

TEST(DayDiceTest, BetweenIncludesBothEndsAndNothingElse) {
  const DayDice dice(1, "x");
  bool low = false, high = false;
  for (int i = 0; i < 500; ++i) {
    const int64_t value =
        dice.Between(absl::CivilDay(2026, 1, 1) + i, "p", -2, 3);
    ASSERT_GE(value, -2);
    ASSERT_LE(value, 3);
    low = low || value == -2;
    high = high || value == 3;
  }
  EXPECT_TRUE(low);
  EXPECT_TRUE(high);
}

TEST(DayDiceTest, HappensAboutAsOftenAsAsked) {
  const DayDice dice(1, "x");
  int days = 0;
  for (int i = 0; i < 10000; ++i) {
    days += dice.Happens(absl::CivilDay(2020, 1, 1) + i, "p", 100) ? 1 : 0;
  }
  EXPECT_GT(days, 850);
  EXPECT_LT(days, 1150);
}

}  // namespace
}  // namespace regisseur::simulator
