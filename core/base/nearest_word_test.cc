#include "core/base/nearest_word.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(NearestWordTest, FindsATypo) {
  EXPECT_EQ(NearestWord("providrs", {"portfolio", "providers"}), "providers");
  EXPECT_EQ(NearestWord("statuspag", {"statuspage", "gcp-status"}),
            "statuspage");
  // Two letters that changed places.
  EXPECT_EQ(NearestWord("teir", {"id", "name", "tier"}), "tier");
}

TEST(NearestWordTest, SuggestsNothingFarAway) {
  EXPECT_EQ(NearestWord("zebra", {"portfolio", "providers"}), "");
  EXPECT_EQ(NearestWord("x", {}), "");
}

}  // namespace
}  // namespace regisseur
