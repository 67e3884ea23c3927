#include "cli/output/display_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;

TEST(EscapeControlsTest, NoControlSequenceReachesTheTerminal) {
  EXPECT_EQ(EscapeControls("\x1b[31mred\x07"), "\\x1b[31mred\\x07");
  EXPECT_EQ(EscapeControls("\xc2\x9b"
                           "31m"),
            "\\x9b31m");
  EXPECT_EQ(EscapeControls("a\x7f"
                           "b"),
            "a\\x7fb");
}

TEST(EscapeControlsTest, KeepsEverythingOnOneLine) {
  EXPECT_EQ(EscapeControls("a\r\n\tb"), "a b");
  EXPECT_EQ(EscapeControls("a\xe2\x80\xa8z"), "a\\u2028z");
}

TEST(EscapeControlsTest, WritesOutWhatTurnsTheDirectionOfReading) {
  EXPECT_EQ(EscapeControls("a\xe2\x80\xae"
                           "b"),
            "a\\u202eb");
}

TEST(EscapeControlsTest, RepairsIllFormedUtf8) {
  EXPECT_EQ(EscapeControls("a\xff"), "a\xef\xbf\xbd");
}

TEST(DisplayWidthTest, CountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("Zürich"), 6);
  EXPECT_EQ(DisplayWidth("e\xcc\x81"), 1);  // e and a combining accent
  EXPECT_EQ(DisplayWidth("日本"), 4);
  EXPECT_EQ(DisplayWidth("● ▲ ✓ –"), 7);
  EXPECT_EQ(DisplayWidth("🔥"), 2);
}

TEST(TruncatedTest, MarksTheCutWithinTheColumns) {
  EXPECT_EQ(Truncated("hosting", 7), "hosting");
  EXPECT_EQ(Truncated("hosting", 5), "host…");
  EXPECT_EQ(Truncated("host ing", 6), "host…");
  EXPECT_EQ(Truncated("日本語", 5), "日本…");
  EXPECT_EQ(Truncated("日本語", 4), "日…");
  EXPECT_EQ(Truncated("x", 0), "");
}

TEST(WrappedTest, BreaksAtBlanksAndCutsLongWords) {
  EXPECT_THAT(Wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrapped("abcdefgh", 3), ElementsAre("abc", "def", "gh"));
  EXPECT_THAT(Wrapped("", 10), ElementsAre(""));
}

}  // namespace
}  // namespace regisseur
