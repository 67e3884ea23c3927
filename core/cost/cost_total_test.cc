#include "core/cost/cost_total.h"

#include <algorithm>
#include <random>
#include <string>

#include "boost/multiprecision/cpp_int.hpp"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using BigInt = boost::multiprecision::cpp_int;
using Rational = boost::multiprecision::cpp_rational;

Decimal D(absl::string_view text) { return Decimal::Parse(text).value(); }

Charge MakeCharge(std::optional<Decimal> billed,
                  std::optional<Decimal> effective, std::optional<Decimal> list,
                  std::optional<Decimal> contracted) {
  Charge charge;
  charge.amounts[static_cast<int>(ChargeAmount::kBilledCost)] = billed;
  charge.amounts[static_cast<int>(ChargeAmount::kEffectiveCost)] = effective;
  charge.amounts[static_cast<int>(ChargeAmount::kListCost)] = list;
  charge.amounts[static_cast<int>(ChargeAmount::kContractedCost)] = contracted;
  return charge;
}

Rational Oracle(const std::string& text) {
  std::string digits;
  BigInt denominator = 1;
  bool point = false;
  for (const char c : text) {
    if (c == '.') point = true;
    if (c < '0' || c > '9') continue;
    digits += c;
    if (point) denominator *= 10;
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  const Rational value(BigInt(digits), denominator);
  return text[0] == '-' ? Rational(-value) : value;
}

TEST(CostTotalTest, AddsEveryColumnAndCountsNulls) {
  CostTotal total;
  ASSERT_TRUE(
      total.Add(MakeCharge(D("10.00"), D("9.5"), D("12"), D("11")), false)
          .ok());
  ASSERT_TRUE(
      total
          .Add(MakeCharge(D("2.10"), D("2.10"), std::nullopt, std::nullopt),
               true)
          .ok());
  ASSERT_TRUE(
      total
          .Add(MakeCharge(D("-1"), std::nullopt, D("0.001"), std::nullopt),
               false)
          .ok());
  EXPECT_EQ(total.billed.ToString(), "11.10");  // 10.00 + 2.10 - 1
  EXPECT_EQ(total.tax.ToString(), "2.10");
  EXPECT_EQ(total.effective.sum.ToString(), "11.60");  // 9.5 + 2.10
  EXPECT_EQ(total.effective.null_count, 1);
  EXPECT_EQ(total.effective.billed_of_nulls.ToString(), "-1");
  EXPECT_EQ(total.list.sum.ToString(), "12.001");
  EXPECT_EQ(total.list.null_count, 1);
  EXPECT_EQ(total.contracted.sum.ToString(), "11");
  EXPECT_EQ(total.contracted.null_count, 2);
  EXPECT_EQ(total.contracted.billed_of_nulls.ToString(), "1.10");
  EXPECT_EQ(total.charge_count, 3);
}

TEST(CostTotalTest, RefusesAChargeWithoutBilledCost) {
  CostTotal total;
  EXPECT_EQ(
      total.Add(MakeCharge(std::nullopt, D("1"), D("1"), D("1")), false).code(),
      absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(total, CostTotal());
}

TEST(CostTotalTest, AddsNothingWhenOneSumDoesNotFit) {
  CostTotal huge;
  huge.contracted.sum =
      ExactSum::Parse("5" + std::string(76, '0')).value();  // 2^255 is 5.8e76
  const CostTotal before = huge;
  EXPECT_EQ(huge.Add(before).code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(huge, before);
  EXPECT_EQ(
      huge.Add(MakeCharge(D("1"), D("1"), D("1"), D("0.001")), false).code(),
      absl::StatusCode::kOutOfRange);
  EXPECT_EQ(huge, before);
}

// 10,000 random charges in groups, merged and written and read between, against
// rationals without limits.
TEST(CostTotalTest, AgreesWithRationals) {
  std::mt19937_64 random(20261005);
  const auto amount = [&]() -> std::optional<Decimal> {
    if (random() % 5 == 0) return std::nullopt;
    auto coefficient = static_cast<Int128>(
        ((static_cast<UInt128>(random()) << 64) | random()) >>
        (1 + random() % 126));
    if (random() % 4 == 0) coefficient = -coefficient;
    return Decimal(coefficient, static_cast<int>(random() % 29));
  };
  const auto through_text = [](const ExactSum& sum) {
    return ExactSum::Parse(sum.ToString()).value();
  };
  for (int round = 0; round < 500; ++round) {
    CostTotal total;
    CostTotal part;
    Rational billed, tax, effective, effective_left_out;
    int64_t nulls = 0;
    for (int i = 0; i < 20; ++i) {
      const Decimal billed_cost = amount().value_or(Decimal(0, 2));
      const auto effective_cost = amount();
      const bool is_tax = random() % 3 == 0;
      ASSERT_TRUE(
          part.Add(MakeCharge(billed_cost, effective_cost, amount(), amount()),
                   is_tax)
              .ok());
      const Rational exact = Oracle(billed_cost.ToString());
      billed += exact;
      if (is_tax) tax += exact;
      if (effective_cost.has_value()) {
        effective += Oracle(effective_cost->ToString());
      } else {
        effective_left_out += exact;
        ++nulls;
      }
      if (random() % 4 == 0) {
        part.billed = through_text(part.billed);
        ASSERT_TRUE(total.Add(part).ok());
        part = CostTotal();
      }
    }
    ASSERT_TRUE(total.Add(part).ok());
    ASSERT_EQ(total.charge_count, 20);
    ASSERT_EQ(Oracle(total.billed.ToString()), billed);
    ASSERT_EQ(Oracle(total.tax.ToString()), tax);
    ASSERT_EQ(Oracle(total.effective.sum.ToString()), effective);
    ASSERT_EQ(Oracle(total.effective.billed_of_nulls.ToString()),
              effective_left_out);
    ASSERT_EQ(total.effective.null_count, nulls);
  }
}

}  // namespace
}  // namespace regisseur
