#include "cli/command/nearest_word.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(NearestWordTest, FindsWhatWasMeantOrNothing) {
  const std::vector<std::string> words = {"source", "provider", "cost", "fx"};
  EXPECT_EQ(NearestWord("sorce", words), "source");
  EXPECT_EQ(NearestWord("providers", words), "provider");
  EXPECT_EQ(NearestWord("prov", words), "provider");
  EXPECT_EQ(NearestWord("csot", words), "");
  EXPECT_EQ(NearestWord("zebra", words), "");
  EXPECT_EQ(NearestWord("", words), "");
}

}  // namespace
}  // namespace regisseur
