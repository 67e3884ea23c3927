#include "core/einvoice/code_list.h"

#include <gtest/gtest.h>

namespace regisseur {
namespace {

TEST(CodeListTest, ARangeIsByTheNumberOrTheLetterAtTheEnd) {
  const CodeList list("test", "A9..A11 XAA..XAC 0002..0004 ZZZ");
  for (const char* code : {"A9", "A10", "A11", "XAA", "XAB", "XAC", "0002",
                           "0003", "0004", "ZZZ"}) {
    EXPECT_TRUE(list.Has(code)) << code;
  }
  EXPECT_EQ(list.size(), 10u);
}

// Taken from the published lists.
TEST(CodeListTest, HoldsWhatThePublishedListsHold) {
  for (const char* unit : {"C62", "HUR", "KGM", "LTR", "MTR", "DAY", "MON",
                           "ZZ", "XBX", "EA", "H87", "KWH", "2N", "A24"}) {
    EXPECT_TRUE(CodeListOf(CodeListId::kUnits).Has(unit)) << unit;
  }
  for (const char* unit : {"", "A25", "C77", "hur", "PCS", "XAK"}) {
    EXPECT_FALSE(CodeListOf(CodeListId::kUnits).Has(unit)) << unit;
  }
  const CodeList& schemes = CodeListOf(CodeListId::kIdentifierSchemes);
  EXPECT_TRUE(schemes.Has("0106"));
  EXPECT_TRUE(schemes.Has("0190"));
  EXPECT_FALSE(schemes.Has("0092"));
  EXPECT_FALSE(schemes.Has("106"));
  EXPECT_TRUE(CodeListOf(CodeListId::kPaymentMeans).Has("58"));
  EXPECT_FALSE(CodeListOf(CodeListId::kPaymentMeans).Has("71"));
  EXPECT_TRUE(CodeListOf(CodeListId::kCurrencies).Has("EUR"));
  EXPECT_FALSE(CodeListOf(CodeListId::kCurrencies).Has("NLG"));
}

}  // namespace
}  // namespace regisseur
