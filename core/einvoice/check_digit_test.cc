#include "core/einvoice/check_digit.h"

#include <gtest/gtest.h>

namespace regisseur {
namespace {

// Numbers that registrars publish, and the same with one digit changed.
TEST(CheckDigitTest, TellsARightNumberFromAWrongOne) {
  // 7 3 0 0 0 1 0 0 0 0 0 0, weighted 1 3 1 3 …: 7 + 9 + 3 = 19, and 20 - 19.
  EXPECT_TRUE(IsGln("7300010000001"));
  EXPECT_FALSE(IsGln("7300010000002"));
  EXPECT_FALSE(IsGln(""));
  // Brønnøysundregistrene: 974 760 673.
  EXPECT_TRUE(IsNorwegianNumber("974760673"));
  EXPECT_FALSE(IsNorwegianNumber("974760674"));
  EXPECT_FALSE(IsNorwegianNumber("97476067"));
  EXPECT_TRUE(IsDanishNumber("DK10150817"));
  EXPECT_FALSE(IsDanishNumber("10150817"));
  // 02022399 mod 97 is 46, and 97 - 46 = 51.
  EXPECT_TRUE(IsBelgianNumber("0202239951"));
  EXPECT_FALSE(IsBelgianNumber("0202239952"));
  // Bolagsverket: 556036-0793.
  EXPECT_TRUE(IsSwedishNumber("5560360793"));
  EXPECT_FALSE(IsSwedishNumber("5560360794"));
  // The example of the Australian Business Register.
  EXPECT_TRUE(IsAustralianNumber("51824753556"));
  EXPECT_FALSE(IsAustralianNumber("51824753557"));
  EXPECT_TRUE(IsItalianOffice("UFABCD"));
  EXPECT_FALSE(IsItalianOffice("UFAB-D"));
  EXPECT_TRUE(IsItalianTaxCode("RSSMRA85T10A562S"));
  EXPECT_FALSE(IsItalianTaxCode("RSSMRA85T10A56"));
  EXPECT_TRUE(IsItalianVat("IT00743110157"));
  EXPECT_FALSE(IsItalianVat("IT00743110158"));
}

}  // namespace
}  // namespace regisseur
