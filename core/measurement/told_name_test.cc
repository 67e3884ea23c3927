#include "core/measurement/told_name.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(ToldNameTest, FoldsWhatPeopleWriteDifferently) {
  EXPECT_EQ(FoldName("Availability (EU)"), "availability_eu");
  EXPECT_EQ(FoldName("availability_eu"), "availability_eu");
  EXPECT_EQ(FoldName("  CloudNine B.V. "), "cloudnine_b_v");
  EXPECT_EQ(FoldName("--"), "");
}

}  // namespace
}  // namespace regisseur
