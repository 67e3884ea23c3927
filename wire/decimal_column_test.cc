#include "wire/decimal_column.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using Values = std::vector<std::optional<Decimal>>;

std::optional<Decimal> D(absl::string_view text) {
  return *Decimal::Parse(text);
}

adapter::v1::DecimalColumn Written(const Values& values) {
  adapter::v1::DecimalColumn wire;
  DecimalColumnToWire(
      static_cast<int>(values.size()),
      [&](int row) -> const std::optional<Decimal>& { return values[row]; },
      wire);
  return wire;
}

Values ReadBack(const adapter::v1::DecimalColumn& wire, size_t rows) {
  Values values(rows);
  const absl::Status status = DecimalColumnFromWire(
      wire, static_cast<int>(rows),
      [&](int row) -> std::optional<Decimal>& { return values[row]; });
  EXPECT_TRUE(status.ok()) << status;
  return values;
}

TEST(DecimalColumnTest, TakesTheLargestScaleThatWasWritten) {
  const Values values = {D("10.00"), D("-0.125"), std::nullopt, D("3")};
  const auto wire = Written(values);
  EXPECT_EQ(wire.scale(), 3);
  EXPECT_THAT(wire.coefficients(), ElementsAre(10000, -125, 0, 3000));
  EXPECT_THAT(wire.null_rows(), ElementsAre(2));
  EXPECT_EQ(wire.exceptions_size(), 0);
  EXPECT_EQ(ReadBack(wire, 4), values);
}

TEST(DecimalColumnTest, AColumnOfNullsIsEmpty) {
  EXPECT_EQ(Written({std::nullopt, std::nullopt}).ByteSizeLong(), 0u);
}

TEST(DecimalColumnTest, WhatDoesNotFitIsAnException) {
  // 26 digits, as a real export has; 28 decimals; the smallest int64.
  const Values values = {D("16.2969321366366446274854190000"),
                         D("1.5"),
                         D("-9999999999999999.99"),
                         D("0.0000000000000000000000000001"),
                         D("-9223372036854775808"),
                         D("2.25")};
  const auto wire = Written(values);
  EXPECT_EQ(ReadBack(wire, values.size()), values);
  EXPECT_LE(wire.exceptions_size(), 3);
  EXPECT_EQ(wire.scale(), 2);
}

TEST(DecimalColumnTest, OneFineValueDoesNotPushTheOthersOut) {
  Values values(100, D("12345678901.5"));
  values[50] = D("0.0000000000000000000000000001");
  const auto wire = Written(values);
  ASSERT_EQ(wire.exceptions_size(), 1);
  EXPECT_EQ(wire.exceptions(0).row(), 50);
  EXPECT_EQ(wire.exceptions(0).text(), "0.0000000000000000000000000001");
  EXPECT_EQ(ReadBack(wire, 100), values);
}

TEST(DecimalColumnTest, KeepsTheLimits) {
  const Values values = {D("170141183460469231731687303715884105727"),
                         D("-170141183460469231731687303715884105727"),
                         D("9223372036854775807"), D("0"), D("0.00")};
  EXPECT_EQ(ReadBack(Written(values), values.size()), values);
}

}  // namespace
}  // namespace regisseur
