#include "core/json/json_text.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

std::string Json(absl::string_view text) {
  std::string out;
  AppendJsonString(&out, text);
  return out;
}

TEST(JsonTextTest, EscapesWhatRfc8259Demands) {
  EXPECT_EQ(Json(""), "\"\"");
  EXPECT_EQ(Json("plain é €"), "\"plain é €\"");
  EXPECT_EQ(Json("say \"hi\""), "\"say \\\"hi\\\"\"");
  EXPECT_EQ(Json("C:\\x"), "\"C:\\\\x\"");
  EXPECT_EQ(Json("a\nb\rc\td\be\f"), "\"a\\nb\\rc\\td\\be\\f\"");
  EXPECT_EQ(Json(absl::string_view("\0\x1F\x7F", 3)), "\"\\u0000\\u001f\x7F\"");
}

TEST(JsonTextTest, RepairsIllFormedUtf8) {
  EXPECT_EQ(Json("caf\xE9"), "\"caf\uFFFD\"");
}

TEST(JsonObjectWriterTest, WritesAFlatObjectInOrder) {
  JsonObjectWriter writer;
  EXPECT_TRUE(writer.empty());
  writer.Add("x_b", "1");
  writer.Add("x_a", "say \"hi\"");
  EXPECT_FALSE(writer.empty());
  EXPECT_EQ(writer.Take(), "{\"x_b\":\"1\",\"x_a\":\"say \\\"hi\\\"\"}");
  EXPECT_TRUE(writer.empty());
  EXPECT_EQ(writer.Take(), "{}");
}

}  // namespace
}  // namespace regisseur
