#include "core/money/exact_sum.h"

#include <random>
#include <string>

#include "boost/multiprecision/cpp_int.hpp"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using Rational = boost::multiprecision::cpp_rational;
using BigInt = boost::multiprecision::cpp_int;

// The number that a canonical text stands for, without limits.
Rational Oracle(const std::string& text) {
  std::string digits;
  size_t decimals = 0;
  bool point = false;
  for (const char c : text) {
    if (c == '.') {
      point = true;
    } else if (c != '-') {
      digits += c;
      if (point) ++decimals;
    }
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  BigInt denominator = 1;
  for (size_t i = 0; i < decimals; ++i) denominator *= 10;
  const Rational value(BigInt(digits), denominator);
  return text[0] == '-' ? Rational(-value) : value;
}

Decimal D(absl::string_view text) { return Decimal::Parse(text).value(); }

TEST(ExactSumTest, StartsAtZero) {
  EXPECT_EQ(ExactSum().ToString(), "0");
  EXPECT_TRUE(ExactSum().IsZero());
  EXPECT_EQ(ExactSum().ToDecimal()->ToString(), "0");
}

TEST(ExactSumTest, KeepsTheLongestScale) {
  ExactSum sum;
  ASSERT_TRUE(sum.Add(D("1.5")).ok());
  ASSERT_TRUE(sum.Add(D("0.250")).ok());
  ASSERT_TRUE(sum.Add(D("-3")).ok());
  EXPECT_EQ(sum.ToString(), "-1.250");  // 1.5 + 0.250 - 3
  EXPECT_EQ(sum.ToDecimal()->ToString(), "-1.250");
}

TEST(ExactSumTest, LosesNoDigitBetweenLargeAndSmall) {
  ExactSum sum;
  ASSERT_TRUE(sum.Add(D("1E38")).ok());
  ASSERT_TRUE(sum.Add(D("1E-28")).ok());
  EXPECT_EQ(sum.ToString(),
            "100000000000000000000000000000000000000."
            "0000000000000000000000000001");
  EXPECT_EQ(sum.ToDecimal().status().code(), absl::StatusCode::kOutOfRange);
  ASSERT_TRUE(sum.Add(D("-1E38")).ok());
  EXPECT_EQ(sum.ToDecimal()->ToString(), "0.0000000000000000000000000001");
}

TEST(ExactSumTest, GoesBeyond128Bits) {
  const Decimal max(Decimal::kMaxCoefficient, 0);
  ExactSum sum;
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(sum.Add(max).ok());
  // Ten times 170141183460469231731687303715884105727.
  EXPECT_EQ(sum.ToString(), "1701411834604692317316873037158841057270");
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(sum.Add(max.Negated()).ok());
  EXPECT_EQ(sum.ToString(), "-1701411834604692317316873037158841057270");
}

TEST(ExactSumTest, EqualityIsOfTheNumber) {
  ExactSum a;
  ExactSum b;
  ASSERT_TRUE(a.Add(D("1.50")).ok());
  ASSERT_TRUE(b.Add(D("1.5")).ok());
  EXPECT_EQ(a, b);
  ASSERT_TRUE(b.Add(D("0.0001")).ok());
  EXPECT_FALSE(a == b);
}

TEST(ExactSumTest, RefusesMoreThan256BitsAndKeepsWhatItHad) {
  // 2^255 is 5.78e76: at 28 decimals 4e48 fits, its double does not.
  ExactSum sum = ExactSum::Parse("4" + std::string(48, '0') + "." +
                                 std::string(27, '0') + "1")
                     .value();
  const std::string before = sum.ToString();
  EXPECT_EQ(sum.Add(ExactSum(sum)).code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(sum.ToString(), before);
}

TEST(ExactSumTest, ParseRefusesWhatToStringNeverWrites) {
  for (const char* text :
       {"", "-", ".", "1.", ".5", "+1", "1E3", "1,5", "a", "1.2.3", " 1"}) {
    EXPECT_EQ(ExactSum::Parse(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
  EXPECT_EQ(ExactSum::Parse("0." + std::string(29, '1')).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ExactSum::Parse(std::string(90, '9')).status().code(),
            absl::StatusCode::kOutOfRange);
}

// Random addends of all sizes and scales against unlimited rationals.
TEST(ExactSumTest, AgreesWithRationals) {
  std::mt19937_64 random(20261005);
  for (int round = 0; round < 2'000; ++round) {
    ExactSum sum;
    ExactSum other;
    Rational expected = 0;
    const int addends = 1 + static_cast<int>(random() % 12);
    for (int i = 0; i < addends; ++i) {
      auto coefficient = static_cast<Int128>(
          ((static_cast<UInt128>(random()) << 64) | random()) >>
          (1 + random() % 126));
      if (random() % 2 == 0) coefficient = -coefficient;
      const Decimal value(coefficient, static_cast<int>(random() % 29));
      ASSERT_TRUE((random() % 3 == 0 ? other : sum).Add(value).ok());
      expected += Oracle(value.ToString());
    }
    ASSERT_TRUE(sum.Add(other).ok());
    ASSERT_EQ(Oracle(sum.ToString()), expected) << sum.ToString();
    const auto read = ExactSum::Parse(sum.ToString());
    ASSERT_TRUE(read.ok()) << read.status();
    ASSERT_EQ(read->ToString(), sum.ToString());
    ASSERT_EQ(sum.IsZero(), expected == 0);
  }
}

TEST(ExactSumTest, TextForPeopleKeepsEveryDigitAndTheMinorUnit) {
  const auto text = [](absl::string_view exact, int least) {
    return ExactSum::Parse(exact).value().ToText(least);
  };
  EXPECT_EQ(text("12.500000000", 2), "12.50");
  EXPECT_EQ(text("0.300000001", 2), "0.300000001");
  EXPECT_EQ(text("7", 2), "7.00");
  EXPECT_EQ(text("-0.500", 2), "-0.50");
  EXPECT_EQ(text("1200.00", 0), "1200");
  EXPECT_EQ(text("100", 0), "100");
  EXPECT_EQ(text("0.000000000", 2), "0.00");
}

}  // namespace
}  // namespace regisseur
