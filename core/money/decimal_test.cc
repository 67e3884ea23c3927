#include "core/money/decimal.h"

#include <cstdint>
#include <limits>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

// 2^127 - 1, from the definition of two's complement.
constexpr char kMaxText[] = "170141183460469231731687303715884105727";

Decimal D(absl::string_view text) {
  absl::StatusOr<Decimal> value = Decimal::Parse(text);
  EXPECT_TRUE(value.ok()) << text << ": " << value.status();
  return value.ok() ? *value : Decimal();
}

TEST(DecimalTest, ParsesAndPrintsWhatFocusAllows) {
  const struct {
    const char* text;
    const char* canonical;
  } kCases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"-0.00", "0.00"},
      {"1", "1"},
      {"007", "7"},
      {"10.00", "10.00"},
      {"-12.5", "-12.5"},
      {"0.001", "0.001"},
      {"-0.001", "-0.001"},
      {"9999999999999999999", "9999999999999999999"},
      {"18446744073709551616", "18446744073709551616"},
      // 26 decimals, as an enterprise agreement's sum has them.
      {"16.29693213663664462748541900", "16.29693213663664462748541900"},
      {"16.2969321366366446274854190000", "16.2969321366366446274854190000"},
      // 0.000000002323760000, by moving the point nine places.
      {"2.323760000E-9", "0.000000002323760000"},
      {"2.323760000e-9", "0.000000002323760000"},
      {"-1.5E3", "-1500"},
      {"1.5E1", "15"},
      {"1E0", "1"},
      {"12E-1", "1.2"},
      {"1E-28", "0.0000000000000000000000000001"},
      {"0E-400", "0.0000000000000000000000000000"},
      {"0E999999999999999999999", "0"},
      {"100E-30", "0.0000000000000000000000000001"},
      {"1E38", "100000000000000000000000000000000000000"},
      {kMaxText, kMaxText},
      {"-170141183460469231731687303715884105727",
       "-170141183460469231731687303715884105727"},
      {"99999999999999999999999999999999999999",
       "99999999999999999999999999999999999999"},
      {"9999999999.9999999999999999999999999999",
       "9999999999.9999999999999999999999999999"},
      // Zeros beyond 28 decimals, and zeros that do not fit 128 bits, go.
      {"1.00000000000000000000000000000000000000000000000000",
       "1.0000000000000000000000000000"},
      {"12345678901234567890.0000000000000000000000000000",
       "12345678901234567890.0000000000000000000"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(D(c.text).ToString(), c.canonical) << c.text;
  }
}

// Every length and place of the point, against the text itself.
TEST(DecimalTest, ReadsEveryLengthTheSame) {
  const std::string digits = "98765432109876543210987654321098765432";  // 38
  for (size_t length = 1; length <= digits.size(); ++length) {
    for (size_t point = 1; point <= length; ++point) {
      if (length - point > Decimal::kMaxScale) continue;
      std::string text = digits.substr(0, point);
      if (point < length) text += "." + digits.substr(point, length - point);
      EXPECT_EQ(D(text).ToString(), text);
      EXPECT_EQ(D("-" + text).ToString(), "-" + text);
    }
  }
}

TEST(DecimalTest, RefusesWhatIsNotWrittenAsFocusWantsIt) {
  for (const char* text : {"",          "-",
                           ".",         "-.",
                           ".5",        "5.",
                           "-5.",       "+5",
                           "1.2.3",     "1,5",
                           "1 5",       " 15",
                           "15 ",       "$10",
                           "10,000.00", "\"$10,000.00 \"",
                           "1E",        "1E-",
                           "1E+5",      "1E5.0",
                           "1.E5",      "E5",
                           "--1",       "0x10",
                           "NaN",       "inf",
                           "1e5e5",     "١٢",
                           "1\xFF",     "12345678901234567890123,5",
                           "NULL"}) {
    const absl::StatusOr<Decimal> value = Decimal::Parse(text);
    EXPECT_EQ(value.status().code(), absl::StatusCode::kInvalidArgument)
        << text;
    EXPECT_THAT(value.status().message(), HasSubstr("is not a number"));
  }
}

TEST(DecimalTest, RefusesWhatItCannotHoldExactly) {
  for (const char* text :
       {"170141183460469231731687303715884105728",   // 2^127
        "-170141183460469231731687303715884105728",  // would fit, not negated
        "999999999999999999999999999999999999999", "1E39", "1E999999999999",
        "0.00000000000000000000000000001", "1E-29", "5E-999999999999",
        "98765432109.9999999999999999999999999999",
        "1234567890123456789012345678901234567890.1"}) {
    EXPECT_EQ(Decimal::Parse(text).status().code(),
              absl::StatusCode::kOutOfRange)
        << text;
  }
}

TEST(DecimalTest, ParsesWhatPeopleWrite) {
  const struct {
    const char* text;
    bool decimal_comma;
    const char* canonical;
  } kCases[] = {
      {"99,7", true, "99.7"},
      {"1.234,56", true, "1234.56"},
      {"1.234", true, "1234"},
      {"12.345.678", true, "12345678"},
      {"1 234,5", true, "1234.5"},
      {"1\xC2\xA0"
       "234\xC2\xA0"
       "567,5",
       true, "1234567.5"},
      {"1\xE2\x80\xAF"
       "234",
       true, "1234"},
      {" 99,95 ", true, "99.95"},
      {"\xC2\xA0"
       "5",
       true, "5"},
      {"+3,5", true, "3.5"},
      {"-3,5", true, "-3.5"},
      {"\xE2\x88\x92"
       "3,5",
       true, "-3.5"},
      {"1234", true, "1234"},
      {"1,5E-3", true, "0.0015"},
      {"0,5", true, "0.5"},
      {"1,234.56", false, "1234.56"},
      {"1,234", false, "1234"},
      {"99.7", false, "99.7"},
      {"1 234.5", false, "1234.5"},
  };
  for (const auto& c : kCases) {
    const auto value = Decimal::ParseLocal(c.text, c.decimal_comma);
    ASSERT_TRUE(value.ok()) << c.text << ": " << value.status();
    EXPECT_EQ(value->ToString(), c.canonical) << c.text;
  }
}

TEST(DecimalTest, RefusesWhatPeopleWriteWrongly) {
  const struct {
    const char* text;
    bool decimal_comma;
  } kCases[] = {
      {"", true},          {" ", true},        {"99,7O", true},
      {"1.23", true},      {"0.123", true},    {"1.2345", true},
      {"1.234.56", true},  {"1234.567", true}, {"1.234 567", true},
      {"1..234", true},    {".234", true},     {"1,2,3", true},
      {"99,7 %", true},    {"5-", true},       {"+-5", true},
      {"1,", true},        {"n.v.t.", true},   {"1.234,5 6", true},
      {"1.", true},        {"1,23", false},    {"1.234,56", false},
      {"1,234,56", false}, {"0,123", false},   {"ca. 5", false},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Decimal::ParseLocal(c.text, c.decimal_comma).status().code(),
              absl::StatusCode::kInvalidArgument)
        << c.text;
  }
  EXPECT_EQ(Decimal::ParseLocal("0,00000000000000000000000000001", true)
                .status()
                .code(),
            absl::StatusCode::kOutOfRange);
}

TEST(DecimalTest, ErrorSaysWhatWouldBeRight) {
  EXPECT_THAT(Decimal::ParseLocal("99,7O", true).status().message(),
              HasSubstr("'99,7O' is not a number: write it like 1234,56"));
}

TEST(DecimalTest, ComparesTheNumberNotTheText) {
  EXPECT_EQ(D("1.50"), D("1.5"));
  EXPECT_EQ(D("0"), D("0.000"));
  EXPECT_LT(D("-1"), D("0.1"));
  EXPECT_LT(D("1.4999"), D("1.5"));
  EXPECT_GT(D("-1.4999"), D("-1.5"));
  // Bringing these to one scale needs more than 128 bits.
  EXPECT_LT(D("0.0000000000000000000000000001"), D(kMaxText));
  EXPECT_LT(D("-170141183460469231731687303715884105727"),
            D("-0.0000000000000000000000000001"));
  EXPECT_GT(D(kMaxText), D("9999999999.9999999999999999999999999999"));
}

TEST(DecimalTest, AddsExactly) {
  EXPECT_EQ(Decimal::Add(D("0.1"), D("0.2"))->ToString(), "0.3");
  EXPECT_EQ(Decimal::Add(D("1.50"), D("-1.5"))->ToString(), "0.00");
  EXPECT_EQ(Decimal::Subtract(D("1"), D("0.01"))->ToString(), "0.99");
  // Zeros that do not fit are left out of the result.
  EXPECT_EQ(Decimal::Add(D(kMaxText), D("0.00"))->ToString(), kMaxText);
  EXPECT_EQ(Decimal::Add(D(kMaxText), D("1")).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Decimal::Add(D(kMaxText), D("0.1")).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Decimal::Add(D("-170141183460469231731687303715884105727"), D("-1"))
                .status()
                .code(),
            absl::StatusCode::kOutOfRange);
}

TEST(DecimalTest, MultipliesExactly) {
  EXPECT_EQ(Decimal::Multiply(D("1.5"), D("-0.25"))->ToString(), "-0.375");
  EXPECT_EQ(Decimal::Multiply(D("0.5"), D("2"))->ToString(), "1.0");
  // 10^20 * 10^-20 = 1: the factors' 20 decimals all are zeros.
  EXPECT_EQ(*Decimal::Multiply(D("100000000000000000000"),
                               D("0.00000000000000000001")),
            D("1"));
  // 15 decimals times 15 decimals: 30, which end in two zeros less.
  EXPECT_EQ(Decimal::Multiply(D("0.000000000000010"), D("0.000000000000010"))
                ->ToString(),
            "0.0000000000000000000000000001");
  EXPECT_EQ(Decimal::Multiply(D("0.000000000000001"), D("0.000000000000001"))
                .status()
                .code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Decimal::Multiply(D(kMaxText), D("2")).status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST(DecimalTest, DividesCutOff) {
  EXPECT_EQ(Decimal::DivideTruncated(D("2"), D("3"), 6)->ToString(),
            "0.666666");
  EXPECT_EQ(Decimal::DivideTruncated(D("-2"), D("3"), 6)->ToString(),
            "-0.666666");
  EXPECT_EQ(Decimal::DivideTruncated(D("1"), D("0.0008"), 2)->ToString(),
            "1250.00");
  EXPECT_EQ(Decimal::DivideTruncated(D("0.001"), D("1000"), 3)->ToString(),
            "0.000");
  EXPECT_EQ(Decimal::DivideTruncated(D("1"), D("0"), 2).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Decimal::DivideTruncated(D("1"), D("3"), 29).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      Decimal::DivideTruncated(D(kMaxText), D("1E-28"), 28).status().code(),
      absl::StatusCode::kOutOfRange);
}

TEST(DecimalTest, MultiplyDivideRoundsTheFractionNotItsCutForm) {
  // 1 * 0.045 / 3 = 0.015 exactly, which rounds away from zero.
  auto tie = Decimal::MultiplyDivide(
      D("1"), D("0.045"), D("3"), {.rounded_scale = 2, .truncated_scale = 12});
  EXPECT_EQ(tie->rounded.ToString(), "0.02");
  EXPECT_EQ(tie->truncated.ToString(), "0.015000000000");
  // 0.0449999999999999 / 3 = 0.01499999999999996..., just below the tie.
  auto below =
      Decimal::MultiplyDivide(D("-1"), D("0.0449999999999999"), D("3"),
                              {.rounded_scale = 2, .truncated_scale = 12});
  EXPECT_EQ(below->rounded.ToString(), "-0.01");
  EXPECT_EQ(below->truncated.ToString(), "-0.014999999999");
}

TEST(DecimalTest, RoundsHalfAwayFromZero) {
  const struct {
    const char* text;
    int scale;
    const char* rounded;
  } kCases[] = {
      {"0.005", 2, "0.01"},
      {"-0.005", 2, "-0.01"},
      {"0.0049999", 2, "0.00"},
      {"-0.0049999", 2, "0.00"},
      {"1.005", 2, "1.01"},
      {"2.675", 2, "2.68"},
      {"-2.675", 2, "-2.68"},
      {"2.665", 2, "2.67"},
      {"0.5", 0, "1"},
      {"-0.5", 0, "-1"},
      {"1.5", 0, "2"},
      {"2.5", 0, "3"},
      {"999.995", 2, "1000.00"},
      {"0", 2, "0.00"},
      {"5", 2, "5.00"},
      {"12.345", 3, "12.345"},
      {"16.2969321366366446274854190000", 2, "16.30"},
      {"0.5000000000000000000000000000", 0, "1"},
      {"0.4999999999999999999999999999", 0, "0"},
      {kMaxText, 2, kMaxText},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(D(c.text).RoundedHalfAwayFromZero(c.scale).ToString(), c.rounded)
        << c.text;
  }
}

TEST(DecimalTest, CutsTowardsZero) {
  EXPECT_EQ(D("1.999").Truncated(2).ToString(), "1.99");
  EXPECT_EQ(D("-1.999").Truncated(2).ToString(), "-1.99");
  EXPECT_EQ(D("99.9999999").Truncated(6).ToString(), "99.999999");
  EXPECT_EQ(D("1.5").Truncated(3).ToString(), "1.500");
}

TEST(DecimalTest, NormalizedHasNoTrailingZeros) {
  EXPECT_EQ(D("10.00").Normalized().ToString(), "10");
  EXPECT_EQ(D("0.000").Normalized().ToString(), "0");
  EXPECT_EQ(D("-1.2300").Normalized().ToString(), "-1.23");
  EXPECT_EQ(D("100").Normalized().ToString(), "100");
}

TEST(DecimalTest, CoefficientAtIsExactOrNothing) {
  EXPECT_EQ(D("12.34").CoefficientAt(2), 1234);
  EXPECT_EQ(D("12.34").CoefficientAt(4), 123400);
  EXPECT_EQ(D("12.30").CoefficientAt(1), 123);
  EXPECT_EQ(D("12.34").CoefficientAt(1), std::nullopt);
  EXPECT_EQ(D("9223372036854775807").CoefficientAt(0),
            std::numeric_limits<int64_t>::max());
  EXPECT_EQ(D("-9223372036854775808").CoefficientAt(0),
            std::numeric_limits<int64_t>::min());
  EXPECT_EQ(D("9223372036854775808").CoefficientAt(0), std::nullopt);
  EXPECT_EQ(D(kMaxText).CoefficientAt(28), std::nullopt);
  EXPECT_EQ(D("0").CoefficientAt(28), 0);
  EXPECT_EQ(D("1").CoefficientAt(29), std::nullopt);
  EXPECT_EQ(D("1").CoefficientAt(-1), std::nullopt);
}

TEST(DecimalTest, PrintsTheEdgesOf128Bits) {
  EXPECT_EQ(Decimal(Decimal::kMaxCoefficient, 0).ToString(), kMaxText);
  EXPECT_EQ(Decimal(-Decimal::kMaxCoefficient, 28).ToString(),
            "-17014118346.0469231731687303715884105727");
  EXPECT_EQ(Decimal(Decimal::kMaxCoefficient, 0).Negated().ToString(),
            std::string("-") + kMaxText);
  EXPECT_EQ(Decimal(1, 28).ToString(), "0.0000000000000000000000000001");
}

}  // namespace
}  // namespace regisseur
