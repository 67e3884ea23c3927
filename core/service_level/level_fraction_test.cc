#include "core/service_level/level_fraction.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return *Decimal::Parse(text); }

TEST(LevelFractionTest, CutsOffAndComparesExactly) {
  const LevelFraction third{2, 3};
  EXPECT_EQ(third.Percent().ToString(), "66.666666");
  EXPECT_EQ(third.RoundedPercent(1).ToString(), "66.7");
  EXPECT_EQ(third.CompareToPercent(D("66.66666666")), 1);
  EXPECT_EQ(third.CompareToPercent(D("66.66666667")), -1);
  EXPECT_EQ((LevelFraction{999, 1000}).CompareToPercent(D("99.90")), 0);
}

TEST(LevelFractionTest, HoldsAYearInMicrosecondsAndMillionths) {
  // 366 days in microseconds times millionths is 3.2 * 10^19.
  const Int128 year = Int128{366LL * 86400 * 1'000'000} * 1'000'000;
  const LevelFraction almost{year - 1, year};
  EXPECT_EQ(almost.Percent().ToString(), "99.999999");
  EXPECT_EQ(almost.CompareToPercent(D("100")), -1);
  EXPECT_EQ(almost.CompareToPercent(D("99.99999999")), 1);
}

}  // namespace
}  // namespace regisseur
