#include "services/simulator/json_text.h"

#include "gtest/gtest.h"

namespace regisseur::simulator {
namespace {

TEST(JsonTextTest, SeparatesMembersAndElements) {
  JsonText json;
  json.BeginObject()
      .Member("a", "x")
      .NullMember("b")
      .Key("c")
      .BeginArray()
      .Number(-1)
      .BeginObject()
      .EndObject()
      .Bool(true)
      .Raw("[2]")
      .EndArray()
      .BoolMember("d", false)
      .EndObject();
  EXPECT_EQ(json.text(),
            R"({"a":"x","b":null,"c":[-1,{},true,[2]],"d":false})");
}

TEST(JsonTextTest, EscapesWhatJsonForbids) {
  JsonText json;
  json.Text(
      "a\"b\\c\nd\te\x01"
      "f");
  EXPECT_EQ(json.text(), R"("a\"b\\c\nd\te\u0001f")");
}

}  // namespace
}  // namespace regisseur::simulator
