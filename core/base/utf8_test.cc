#include "core/base/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(Utf8Test, AcceptsWellFormedText) {
  for (const char* text :
       {"", "a", "plain ascii, longer than eight bytes", "é", "€", "😀",
        "Café \xC2\xA0 – “quotes”", "\x7F", "\xC2\x80", "\xDF\xBF",
        "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsValidUtf8(text)) << text;
    EXPECT_EQ(RepairUtf8(text), text);
  }
}

TEST(Utf8Test, RefusesIllFormedText) {
  const struct {
    const char* what;
    const char* text;
    const char* repaired;
  } kCases[] = {
      {"lone continuation", "a\x80z", "a\uFFFDz"},
      {"cut character", "abc\xE2\x82", "abc\uFFFD"},
      {"overlong slash", "\xC0\xAF", "\uFFFD\uFFFD"},
      {"overlong of three", "\xE0\x80\x80", "\uFFFD\uFFFD\uFFFD"},
      {"surrogate", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
      {"above U+10FFFF", "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"never a byte", "\xFF\xFE", "\uFFFD\uFFFD"},
      {"Latin-1", "caf\xE9 ok", "caf\uFFFD ok"},
      {"after eight ascii", "12345678\xFFz", "12345678\uFFFDz"},
  };
  for (const auto& c : kCases) {
    EXPECT_FALSE(IsValidUtf8(c.text)) << c.what;
    EXPECT_EQ(RepairUtf8(c.text), c.repaired) << c.what;
    EXPECT_TRUE(IsValidUtf8(RepairUtf8(c.text))) << c.what;
  }
}

TEST(Utf8Test, AcceptsZeroBytesAsCharacters) {
  EXPECT_TRUE(IsValidUtf8(absl::string_view("a\0b", 3)));
}

TEST(Utf8Test, PrefixNeverCutsACharacter) {
  EXPECT_EQ(Utf8Prefix("abc", 5), "abc");
  EXPECT_EQ(Utf8Prefix("abc", 2), "ab");
  EXPECT_EQ(Utf8Prefix("a€b", 0), "");
  EXPECT_EQ(Utf8Prefix("a€b", 1), "a");
  EXPECT_EQ(Utf8Prefix("a€b", 2), "a");
  EXPECT_EQ(Utf8Prefix("a€b", 3), "a");
  EXPECT_EQ(Utf8Prefix("a€b", 4), "a€");
  EXPECT_EQ(Utf8Prefix("😀", 3), "");
}

TEST(Utf8Test, PrefixOfTextThatIsNotUtf8KeepsTheLimit) {
  EXPECT_EQ(Utf8Prefix(std::string(20, '\x80'), 10).size(), 10u);
}

}  // namespace
}  // namespace regisseur
