#include "aggregator/storage/tag_value.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(TagReaderTest, ReadsOneTagAsText) {
  TagReader reader("app");
  EXPECT_EQ(reader.Read(R"({"x":1,"app":"shop"})"), "shop");
  EXPECT_EQ(reader.Read(R"({"app":true})"), "true");
  EXPECT_EQ(reader.Read(R"({"app":12})"), "12");
  EXPECT_EQ(reader.Read(R"({"app":null})"), "");
  EXPECT_EQ(reader.Read(R"({"x":"y"})"), "");
  EXPECT_EQ(reader.Read(""), "");
  EXPECT_EQ(reader.Read("not json"), "");
}

}  // namespace
}  // namespace regisseur
