#include "services/sdk/cursor.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

TEST(CursorTest, AnEmptyTextStartsAnew) {
  const auto cursor = Cursor::Parse("", "focus", "1");
  ASSERT_TRUE(cursor.ok());
  EXPECT_TRUE(cursor->empty());
  EXPECT_EQ(cursor->Get("file"), "");
  EXPECT_EQ(cursor->GetInt("offset"), 0);
}

TEST(CursorTest, KeepsWhatWasSet) {
  Cursor cursor("focus", "1");
  cursor.Set("file", "costs/a;b=c%d é\n.csv");
  cursor.SetInt("offset", int64_t{1} << 60);
  cursor.Set("empty", "");
  const auto read = Cursor::Parse(cursor.ToString(), "focus", "1");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->Get("file"), "costs/a;b=c%d é\n.csv");
  EXPECT_EQ(read->GetInt("offset"), int64_t{1} << 60);
  EXPECT_EQ(read->ToString(), cursor.ToString());
}

TEST(CursorTest, IsPrintableAscii) {
  Cursor cursor("focus", "1");
  cursor.Set("file", "\xFF\x01");
  for (char c : cursor.ToString()) {
    EXPECT_TRUE(c > 0x20 && c < 0x7f);
  }
}

TEST(CursorTest, IsGoneForAnotherKindVersionOrDamage) {
  Cursor cursor("focus", "1");
  cursor.SetInt("offset", 12);
  const std::string text = cursor.ToString();
  std::string damaged = text;
  damaged[damaged.find("12")] = '2';
  for (const auto& [bytes, kind, version] :
       {std::tuple(text, "focus", "2"), std::tuple(text, "kpi", "1"),
        std::tuple(damaged, "focus", "1"),
        std::tuple(text.substr(0, text.size() - 1), "focus", "1"),
        std::tuple(std::string("garbage"), "focus", "1"),
        std::tuple(std::string("\0\xFF;", 3), "focus", "1")}) {
    const auto read = Cursor::Parse(bytes, kind, version);
    ASSERT_FALSE(read.ok()) << bytes;
    EXPECT_TRUE(ProblemOf(read.status()).cursor_gone) << bytes;
  }
}

}  // namespace
}  // namespace regisseur::sdk
