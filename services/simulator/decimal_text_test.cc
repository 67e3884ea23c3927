#include "services/simulator/decimal_text.h"

#include <limits>

#include "gtest/gtest.h"

namespace regisseur::simulator {
namespace {

TEST(DecimalTextTest, WritesEveryDigitExactly) {
  EXPECT_EQ(DecimalText(950000, 2), "9500.00");
  EXPECT_EQ(DecimalText(-95000, 2), "-950.00");
  EXPECT_EQ(DecimalText(7, 2), "0.07");
  EXPECT_EQ(DecimalText(-7, 4), "-0.0007");
  EXPECT_EQ(DecimalText(0, 2), "0.00");
  EXPECT_EQ(DecimalText(42, 0), "42");
  EXPECT_EQ(DecimalText(std::numeric_limits<int64_t>::min(), 2),
            "-92233720368547758.08");
}

TEST(DecimalTextTest, DutchHasAComma) {
  EXPECT_EQ(DutchDecimalText(9987, 2), "99,87");
}

TEST(DecimalTextTest, DividesRoundingHalfAwayFromZero) {
  EXPECT_EQ(DivideRounded(5, 2), 3);
  EXPECT_EQ(DivideRounded(-5, 2), -3);
  EXPECT_EQ(DivideRounded(4, 3), 1);
  EXPECT_EQ(DivideRounded(5, 3), 2);
  EXPECT_EQ(DivideRounded(-4, 3), -1);
  EXPECT_EQ(DivideRounded(0, 3), 0);
  EXPECT_EQ(DivideRounded(1, 1), 1);
}

}  // namespace
}  // namespace regisseur::simulator
