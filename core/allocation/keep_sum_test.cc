#include "core/allocation/keep_sum.h"

#include <string>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

std::string Words(const absl::StatusOr<std::vector<Decimal>>& parts) {
  if (!parts.ok()) return std::string(parts.status().message());
  return absl::StrJoin(*parts, " ", [](std::string* out, const Decimal& part) {
    out->append(part.ToString());
  });
}

Decimal D(const char* text) { return Decimal::Parse(text).value(); }

// 100.00 by thirds is 33.33 three times and a cent, which the first one gets.
TEST(KeepSumTest, TheLastCentGoesToTheLargestRest) {
  EXPECT_EQ(Words(DivideKeepingSum(D("100.00"), {D("1"), D("1"), D("1")}, 2)),
            "33.34 33.33 33.33");
  // 10.00 by 1/6, 2/6, 3/6: 1.666…, 3.333…, 5: the first rest is the largest.
  EXPECT_EQ(Words(DivideKeepingSum(D("10.00"), {D("1"), D("2"), D("3")}, 2)),
            "1.67 3.33 5.00");
}

TEST(KeepSumTest, ACreditMirrorsItsCharge) {
  EXPECT_EQ(Words(DivideKeepingSum(D("-100.00"), {D("1"), D("1"), D("1")}, 2)),
            "-33.34 -33.33 -33.33");
}

TEST(KeepSumTest, ZeroWeightsTakeNothing) {
  EXPECT_EQ(Words(DivideKeepingSum(D("0.05"), {D("0"), D("2.5")}, 2)),
            "0.00 0.05");
  EXPECT_FALSE(DivideKeepingSum(D("1"), {D("0"), D("0")}, 2).ok());
  EXPECT_FALSE(DivideKeepingSum(D("1"), {D("-1"), D("2")}, 2).ok());
}

// 0.004 + 0.004 + 0.004 is 0.012, which is 0.01: one of them gets the cent.
TEST(KeepSumTest, RoundedPartsKeepTheRoundedSum) {
  EXPECT_EQ(Words(RoundKeepingSum({D("0.004"), D("0.004"), D("0.004")}, 2)),
            "0.01 0.00 0.00");
  EXPECT_EQ(Words(RoundKeepingSum({D("1.005"), D("-0.005"), D("2.5")}, 2)),
            "1.00 0.00 2.50");
  EXPECT_EQ(Words(RoundKeepingSum({}, 2)), "");
}

}  // namespace
}  // namespace regisseur
