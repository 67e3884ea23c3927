#include "core/base/text_encoding.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

// é is U+00E9, € is U+20AC and 0x80 in Windows-1252, 😀 is U+1F600: the pair
// D83D DE00 in UTF-16.
TEST(TextEncodingTest, ReadsWhatSpreadsheetsWrite) {
  EXPECT_EQ(DecodeText("caf\xC3\xA9").text, "café");
  EXPECT_EQ(DecodeText("\xEF\xBB\xBF"
                       "a")
                .text,
            "a");
  const DecodedText old = DecodeText("caf\xE9 \x80");
  EXPECT_EQ(old.text, "café €");
  EXPECT_EQ(old.encoding, TextEncoding::kWindows1252);
  const DecodedText little =
      DecodeText(absl::string_view("\xFF\xFE\xE9\x00\x3D\xD8\x00\xDE", 8));
  EXPECT_EQ(little.text, "é😀");
  EXPECT_EQ(little.encoding, TextEncoding::kUtf16);
  EXPECT_EQ(DecodeText(absl::string_view("\xFE\xFF\x20\xAC", 4)).text, "€");
  // Half a pair is no character.
  EXPECT_EQ(DecodeText(absl::string_view("\xFE\xFF\xD8\x3D", 4)).text,
            "\xEF\xBF\xBD");
  EXPECT_EQ(DecodeText("").text, "");
}

}  // namespace
}  // namespace regisseur
