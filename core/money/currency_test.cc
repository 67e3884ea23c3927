#include "core/money/currency.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(CurrencyTest, KnowsActiveAndEndedCodes) {
  for (const char* code :
       {"EUR", "USD", "GBP", "SEK", "ZWG", "XCG", "AED", "ZAR", "XXX", "DEM",
        "NLG", "HRK", "TRL", "ROL", "BGN", "SIT", "CYP", "EEK", "MTL"}) {
    EXPECT_TRUE(IsCurrencyCode(code)) << code;
  }
}

TEST(CurrencyTest, RefusesWhatIsNotACode) {
  for (const char* code : {"", "EU", "EURO", "eur", "Eur", "€", "AAA", "ZZZ",
                           "USD ", "Token", "CREDITS", "BTC"}) {
    EXPECT_FALSE(IsCurrencyCode(code)) << code;
  }
}

TEST(CurrencyTest, GivesTheMinorUnitOfIso4217) {
  EXPECT_EQ(MinorUnitDigits("EUR"), 2);
  EXPECT_EQ(MinorUnitDigits("JPY"), 0);
  EXPECT_EQ(MinorUnitDigits("KRW"), 0);
  EXPECT_EQ(MinorUnitDigits("BHD"), 3);
  EXPECT_EQ(MinorUnitDigits("CLF"), 4);
  EXPECT_EQ(MinorUnitDigits("XAU"), 2);
  EXPECT_EQ(MinorUnitDigits("???"), 2);
}

}  // namespace
}  // namespace regisseur
