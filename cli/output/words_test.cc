#include "cli/output/words.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(EnumWordTest, IsTheWordWithoutThePrefix) {
  EXPECT_EQ(EnumWord(type::v1::OPERATIONAL_STATE_MAJOR_OUTAGE), "major_outage");
  EXPECT_EQ(EnumPhrase(type::v1::OPERATIONAL_STATE_MAJOR_OUTAGE),
            "major outage");
  EXPECT_EQ(EnumPhrase(type::v1::ORIGIN_UNSPECIFIED), "");
  EXPECT_EQ(EnumWord(static_cast<type::v1::Origin>(99)), "unknown");
}

TEST(StateCellTest, NothingUnknownLooksHealthy) {
  for (int state : {0, 6, 99}) {
    EXPECT_EQ(StateCell(static_cast<type::v1::OperationalState>(state)).text,
              "? unknown");
  }
}

TEST(AgeWordsTest, UsesTheLargestWholeUnit) {
  EXPECT_EQ(AgeWords(absl::Seconds(59)), "now");
  EXPECT_EQ(AgeWords(-absl::Hours(1)), "now");
  EXPECT_EQ(AgeWords(absl::Minutes(59)), "59 min");
  EXPECT_EQ(AgeWords(absl::Hours(47)), "47 h");
  EXPECT_EQ(AgeWords(absl::Hours(49)), "2 d");
}

TEST(SecondsWordsTest, CutsToWholeMinutes) {
  EXPECT_EQ(SecondsWords(45), "45 s");
  EXPECT_EQ(SecondsWords(179), "2 min");
  EXPECT_EQ(SecondsWords(2682000), "745 h 00 min");
}

struct AmountCase {
  const char* amount;
  const char* currency;
  const char* words;
};

// Twenty minutes are 0.333333333333 hours.
TEST(HoursWordsTest, TellsHoursAndMinutes) {
  EXPECT_EQ(HoursWords("2.5"), "2:30");
  EXPECT_EQ(HoursWords("0.333333333333"), "0:20");
  EXPECT_EQ(HoursWords("62.166666666667"), "62:10");
  EXPECT_EQ(HoursWords("1080"), "1,080:00");
  EXPECT_EQ(HoursWords("-0.5"), "-0:30");
  EXPECT_EQ(HoursWords("0.501"), "0.501");
  EXPECT_EQ(HoursWords(""), "");
}

TEST(PriceWordsTest, KeepsEveryDecimal) {
  EXPECT_EQ(PriceWords("0.333", "EUR"), "0.333");
  EXPECT_EQ(PriceWords("4000", "EUR"), "4,000.00");
  EXPECT_EQ(PriceWords("1.50000", "EUR"), "1.50");
}

TEST(AmountWordsTest, RoundsHalfAwayFromZeroToTheMinorUnit) {
  const AmountCase cases[] = {
      {"12345.674999", "EUR", "12,345.67"},
      {"-0.005", "EUR", "-0.01"},
      {"1234567", "EUR", "1,234,567.00"},
      {"-1000", "EUR", "-1,000.00"},
      {"999.5", "JPY", "1,000"},
      {"0", "EUR", "0.00"},
      {"no number", "EUR", "no number"},
  };
  for (const AmountCase& c : cases) {
    EXPECT_EQ(AmountWords(c.amount, c.currency), c.words) << c.amount;
  }
}

TEST(MinuteWordsTest, SaysThatItIsUtc) {
  google::protobuf::Timestamp time;
  time.set_seconds(1791183600);  // 2026-10-05T07:00:00Z
  EXPECT_EQ(MinuteWords(time), "2026-10-05 07:00Z");
}

}  // namespace
}  // namespace regisseur
