#include "services/sdk/json_document.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

JsonDocument Parsed(std::string text) {
  auto document = JsonDocument::Parse(std::move(text), "page.json");
  EXPECT_TRUE(document.ok()) << document.status();
  return *std::move(document);
}

std::string RuleOf(std::string text, const JsonOptions& options = {}) {
  const auto document =
      JsonDocument::Parse(std::move(text), "page.json", options);
  return document.ok() ? "" : ProblemOf(document.status()).rule;
}

TEST(JsonDocumentTest, ReadsValuesOfEachKind) {
  const JsonDocument document = Parsed(R"( {
    "name": "Caf\u00e9 \"A\" \ud83d\ude00", "open": true, "closed": false,
    "end": null, "count": -12, "ratio": 1.50, "big": 18399943488613864780,
    "list": [1, "two", [3]], "empty": {}, "none": []
  } )");
  const JsonValue root = document.root();
  EXPECT_EQ(root["name"].String(), "Café \"A\" 😀");
  EXPECT_EQ(root["open"].Bool(), true);
  EXPECT_EQ(root["closed"].Bool(), false);
  EXPECT_TRUE(root["end"].IsNull());
  EXPECT_EQ(root["end"].String(), std::nullopt);
  EXPECT_EQ(root["count"].Int(), -12);
  EXPECT_EQ(root["ratio"].Int(), std::nullopt);
  EXPECT_EQ(root["ratio"].Text(), "1.50");
  EXPECT_EQ(root["big"].Int(), std::nullopt);
  EXPECT_EQ(root["big"].Text(), "18399943488613864780");
  EXPECT_EQ(root["list"].Raw(), R"([1, "two", [3]])");
  EXPECT_EQ(root["list"].size(), 3);
  EXPECT_EQ(root["empty"].size(), 0);
  EXPECT_TRUE(root["none"].IsArray());
}

TEST(JsonDocumentTest, WhatIsNotThereIsAbsent) {
  const JsonDocument document = Parsed(R"({"a": {"b": 1}})");
  EXPECT_FALSE(document.root()["x"]["y"]["z"].exists());
  EXPECT_EQ(document.root()["x"].String(), std::nullopt);
  EXPECT_EQ(document.root()["x"].Text(), "");
  EXPECT_EQ(document.root()["a"]["b"]["c"].size(), 0);
  for (JsonValue child : document.root()["nowhere"]) {
    ADD_FAILURE() << child.Text();
  }
}

TEST(JsonDocumentTest, GoesThroughElementsAndMembersInOrder) {
  const JsonDocument document = Parsed("{\"b\": 1,\n\"a\": [10, 20]}");
  std::vector<std::string> keys, elements;
  std::vector<int64_t> lines;
  for (JsonValue member : document.root()) {
    keys.emplace_back(member.key());
    lines.push_back(member.line());
  }
  for (JsonValue element : document.root()["a"]) {
    elements.emplace_back(element.Text());
  }
  EXPECT_THAT(keys, ElementsAre("b", "a"));
  EXPECT_THAT(lines, ElementsAre(1, 2));
  EXPECT_THAT(elements, ElementsAre("10", "20"));
}

TEST(JsonDocumentTest, ValuesOutliveAMoveOfTheDocument) {
  JsonDocument document = Parsed(R"({"a": "b"})");
  const JsonValue value = document.root()["a"];
  const JsonDocument moved = std::move(document);
  EXPECT_EQ(value.Text(), "b");
}

TEST(JsonDocumentTest, SkipsAByteOrderMark) {
  EXPECT_EQ(Parsed("\xEF\xBB\xBF[1]").root().size(), 1);
}

TEST(JsonDocumentTest, ALoneSurrogateBecomesAReplacementCharacter) {
  EXPECT_EQ(Parsed(R"(["\ud800x", "\udc00", "\ud800\u0041"])").root().Raw(),
            R"(["\ud800x", "\udc00", "\ud800\u0041"])");
  const JsonDocument document = Parsed(R"(["\ud800\u0041"])");
  EXPECT_EQ((*document.root().begin()).Text(),
            "\xEF\xBF\xBD"
            "A");
}

TEST(JsonDocumentTest, NamesDuplicateKeysAndTakesTheLast) {
  const JsonDocument document =
      Parsed("{\"a\": 1, \"b\":\n {\"c\": 1, \"c\": 2}}");
  EXPECT_EQ(document.root()["b"]["c"].Int(), 2);
  EXPECT_THAT(document.duplicate_keys(), ElementsAre("c (line 2)"));
}

TEST(JsonDocumentTest, NamesDuplicateKeysOfALargeObject) {
  std::string text = "{";
  for (int i = 0; i < 40; ++i) absl::StrAppend(&text, "\"k", i, "\":1,");
  absl::StrAppend(&text, "\"k3\":2}");
  EXPECT_THAT(Parsed(text).duplicate_keys(), ElementsAre("k3 (line 1)"));
}

TEST(JsonDocumentTest, RefusesWhatIsNotJson) {
  for (const char* text :
       {"{",         "[1,]",        "[1 2]",      "{\"a\"}", "{\"a\":}",
        "{a:1}",     "{\"a\":1,}",  "[01]",       "[1.]",    "[.5]",
        "[1e]",      "[+1]",        "[-]",        "[NaN]",   "[tru]",
        "[\"\\x\"]", "[\"\\u12\"]", "[\"a\nb\"]", "[\"open", "1 2",
        "[1]]",      "// c\n1",     "'a'",        "<html>"}) {
    EXPECT_EQ(RuleOf(text), "json-malformed") << text;
  }
}

TEST(JsonDocumentTest, SaysWhereItIsMalformed) {
  const auto document = JsonDocument::Parse("{\n  \"a\": x}", "page.json");
  ASSERT_FALSE(document.ok());
  const std::string message = ProblemOf(document.status()).message;
  EXPECT_THAT(message, HasSubstr("page.json"));
  EXPECT_THAT(message, HasSubstr("2"));
  EXPECT_THAT(message, HasSubstr("8"));
}

TEST(JsonDocumentTest, RefusesEmptyDeepLargeAndNotUtf8) {
  EXPECT_EQ(RuleOf(""), "json-empty");
  EXPECT_EQ(RuleOf(" \n"), "json-empty");
  EXPECT_EQ(RuleOf(std::string(64, '[') + std::string(64, ']')), "");
  EXPECT_EQ(RuleOf(std::string(65, '[') + std::string(65, ']')),
            "json-too-deep");
  EXPECT_EQ(RuleOf(std::string(1000000, '[')), "json-too-deep");
  EXPECT_EQ(RuleOf("[1,2,3]", {.max_bytes = 6}), "json-too-large");
  EXPECT_EQ(RuleOf("[\"caf\xE9\"]"), "json-not-utf8");
}

TEST(JsonDocumentTest, WritesStringsThatItReadsBack) {
  const std::string text = std::string("a\"b\\c\n\r\t\x01\x1f é", 14);
  std::string out;
  AppendJsonString(out, text);
  const JsonDocument document = Parsed(out);
  EXPECT_EQ(document.root().Text(), text);
}

}  // namespace
}  // namespace regisseur::sdk
