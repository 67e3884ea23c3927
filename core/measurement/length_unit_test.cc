#include "core/measurement/length_unit.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(LengthUnitTest, ReadsTheWordsThatPeopleWrite) {
  EXPECT_EQ(SecondsOfUnit("seconds"), 1);
  EXPECT_EQ(SecondsOfUnit("min"), 60);
  EXPECT_EQ(SecondsOfUnit("Uur"), 3600);
  EXPECT_EQ(SecondsOfUnit("dagen"), 86400);
  EXPECT_EQ(SecondsOfUnit("fortnight"), std::nullopt);
  EXPECT_EQ(SecondsOfUnit(""), std::nullopt);
}

}  // namespace
}  // namespace regisseur
