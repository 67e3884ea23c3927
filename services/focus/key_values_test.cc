#include "services/focus/key_values.h"

#include <string>

#include "gtest/gtest.h"

namespace regisseur::focus {
namespace {

TEST(KeyValuesTest, TellsAFlatObjectFromAnythingElse) {
  struct Case {
    const char* text;
    bool conforms;
  };
  const Case cases[] = {
      {"{}", true},
      {R"({"app": "shop"})", true},
      {R"( { "a":1 , "b":-2.5E-3,"c":true,"d":false,"e":null } )", true},
      {R"({"quote":"a \"b\" \u00e9 \\"})", true},
      {R"({"same":1,"same":2})", false},
      {R"({"nested":{"a":1}})", false},
      {R"({"list":[1]})", false},
      {R"([1])", false},
      {R"("a":"without braces")", false},
      {R"({"a":1,})", false},
      {R"({"a":01})", false},
      {R"({"a":nothing})", false},
      {R"({"a":"\x"})", false},
      {R"({"a":"open)", false},
      {R"({"a":1} more)", false},
      {"app=shop", false},
  };
  for (const Case& c : cases) {
    std::string scratch;
    const KeyValues read = ReadKeyValues(c.text, false, scratch);
    EXPECT_EQ(read.conforms, c.conforms) << c.text;
    EXPECT_EQ(read.text, c.text) << c.text;
    EXPECT_EQ(read.personal_values, 0) << c.text;
  }
}

TEST(KeyValuesTest, TakesOutEmailAddressesUnlessAsked) {
  const std::string tags =
      R"({"owner":"j.jansen@voorbeeld.example","app":"shop"})";
  std::string scratch;
  EXPECT_EQ(ReadKeyValues(tags, false, scratch).text,
            R"({"owner":null,"app":"shop"})");
  EXPECT_EQ(ReadKeyValues(tags, false, scratch).personal_values, 1);
  EXPECT_EQ(ReadKeyValues(tags, true, scratch).text, tags);
}

TEST(KeyValuesTest, TakesOutAKeyThatIsAnAddress) {
  std::string scratch;
  const KeyValues read =
      ReadKeyValues(R"({"a@b.example":1,"app":"shop"})", false, scratch);
  EXPECT_EQ(read.text, R"({"app":"shop"})");
  EXPECT_EQ(read.personal_values, 1);
}

TEST(KeyValuesTest, KeepsNothingOfABrokenTextThatHoldsAnAddress) {
  std::string scratch;
  const KeyValues read = ReadKeyValues("owner=a@b.example", false, scratch);
  EXPECT_FALSE(read.conforms);
  EXPECT_EQ(read.text, "");
  EXPECT_EQ(read.personal_values, 1);
}

TEST(KeyValuesTest, KnowsAnAddressWhenItSeesOne) {
  for (const char* text :
       {"a@b.nl", "Jan <jan.p+x@mail.voorbeeld.example>", "x a_b@c-d.org y",
        R"(a\u0040b.example)", "@x y@z.com"}) {
    EXPECT_TRUE(HoldsEmailAddress(text)) << text;
  }
  for (const char* text : {"", "@", "a@b", "@b.nl", "image@sha256", "a@.nl",
                           "1@2.3", "deploy @ host.nl"}) {
    EXPECT_FALSE(HoldsEmailAddress(text)) << text;
  }
}

TEST(KeyValuesTest, WritesJsonStrings) {
  std::string out;
  AppendJsonString("a\"b\\c\nd\x01 é", out);
  EXPECT_EQ(out, "\"a\\\"b\\\\c\\nd\\u0001 é\"");
}

}  // namespace
}  // namespace regisseur::focus
