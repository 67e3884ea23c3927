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

TEST(NearestWordTest, FindsABeginningAndAPlural) {
  const std::vector<std::string> nouns = {"source", "provider", "cost", "fx"};
  EXPECT_EQ(NearestWord("prov", nouns), "provider");
  EXPECT_EQ(NearestWord("providers", nouns), "provider");
  EXPECT_EQ(NearestWord("sorce", nouns), "source");
  EXPECT_EQ(NearestWord("csot", nouns), "cost");
}

TEST(NearestWordTest, NeverSuggestsTheWordItself) {
  EXPECT_EQ(NearestWord("cost", {"costs", "cost"}), "");
}

TEST(NearestWordTest, SuggestsNothingFarAway) {
  EXPECT_EQ(NearestWord("zebra", {"portfolio", "providers"}), "");
  EXPECT_EQ(NearestWord("x", {}), "");
  EXPECT_EQ(NearestWord("", {"id"}), "");
}

}  // namespace
}  // namespace regisseur
