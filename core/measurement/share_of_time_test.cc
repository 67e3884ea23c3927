#include "core/measurement/share_of_time.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Measurement Told(const char* indicator, const char* value, const char* unit) {
  Measurement told;
  told.indicator = indicator;
  told.value = Decimal::Parse(value).value();
  told.unit = unit;
  return told;
}

TEST(ShareOfTimeTest, LiesBetweenNothingAndAll) {
  EXPECT_TRUE(CanBe(Told("Availability", "0", "%")));
  EXPECT_TRUE(CanBe(Told("Beschikbaarheid WAN", "100.000", "%")));
  EXPECT_FALSE(CanBe(Told("Beschikbaarheid WAN", "100.001", "%")));
  EXPECT_FALSE(CanBe(Told("availability", "-5", "%")));
  EXPECT_FALSE(CanBe(Told("Uptime", "200", "%")));
}

TEST(ShareOfTimeTest, OtherFiguresMayBeWhatTheyAre) {
  EXPECT_TRUE(CanBe(Told("Growth of calls", "250", "%")));
  EXPECT_TRUE(CanBe(Told("Uptime", "720", "h")));
  EXPECT_TRUE(CanBe(Measurement()));
}

TEST(ShareOfTimeTest, APartIsNoMoreThanTheWhole) {
  Measurement told;
  told.indicator = "availability";
  told.unit = "%";
  told.numerator = Decimal(744, 0);
  told.denominator = Decimal(744, 0);
  EXPECT_TRUE(CanBe(told));
  told.numerator = Decimal(745, 0);
  EXPECT_FALSE(CanBe(told));
}

}  // namespace
}  // namespace regisseur
