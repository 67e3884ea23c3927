#include "services/focus/charge_sums.h"

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace regisseur::focus {
namespace {

constexpr int64_t kDay = 86400;
const int64_t kOctober = absl::ToUnixSeconds(
    absl::FromCivil(absl::CivilMonth(2026, 10), absl::UTCTimeZone()));

ChargeRow MakeRow(const char* billed, int64_t day) {
  ChargeRow row;
  row.amounts[static_cast<int>(ChargeAmount::kBilledCost)] =
      *Decimal::Parse(billed);
  row.amounts[static_cast<int>(ChargeAmount::kPricingQuantity)] =
      *Decimal::Parse("7");
  row.billing_period_start = kOctober;
  row.billing_period_end = kOctober + 31 * kDay;
  row.charge_period_start = kOctober + day * kDay;
  row.charge_period_end = row.charge_period_start + kDay;
  return row;
}

class ChargeSumsTest : public testing::Test {
 protected:
  bool Add(const ChargeRow& row, int32_t service = 1) {
    return sums_.Add(row, ++line_, 0, {1, 2, 3, 4, 5, service, 6}, charges_);
  }
  std::string Billed(size_t charge) const {
    return charges_[charge].amount(ChargeAmount::kBilledCost)->ToString();
  }

  ChargeSums sums_;
  std::vector<Charge> charges_;
  int64_t line_ = 0;
};

TEST_F(ChargeSumsTest, AddsLinesOfOneMonthAndService) {
  EXPECT_TRUE(Add(MakeRow("0.10", 0)));
  EXPECT_FALSE(Add(MakeRow("0.205", 30)));
  EXPECT_FALSE(Add(MakeRow("-1", 3)));
  ASSERT_EQ(charges_.size(), 1u);
  // 0.10 + 0.205 - 1
  EXPECT_EQ(Billed(0), "-0.695");
  EXPECT_EQ(charges_[0].lines, 3);
  EXPECT_EQ(charges_[0].line, 1);
  EXPECT_EQ(charges_[0].text(ChargeText::kServiceName), 1);
  EXPECT_EQ(absl::ToUnixSeconds(charges_[0].charge_period_start), kOctober);
  EXPECT_FALSE(charges_[0].amount(ChargeAmount::kPricingQuantity).has_value());
  EXPECT_EQ(sums_.lines(), 3);
}

TEST_F(ChargeSumsTest, KeepsServicesMonthsAndNullsApart) {
  Add(MakeRow("1", 0));
  Add(MakeRow("1", 0), 9);
  Add(MakeRow("1", 31));
  ChargeRow listed = MakeRow("1", 0);
  listed.amounts[static_cast<int>(ChargeAmount::kListCost)] =
      *Decimal::Parse("2");
  Add(listed);
  Add(listed);
  ASSERT_EQ(charges_.size(), 4u);
  EXPECT_EQ(charges_[3].lines, 2);
  EXPECT_EQ(charges_[3].amount(ChargeAmount::kListCost)->ToString(), "4");
  EXPECT_FALSE(charges_[0].amount(ChargeAmount::kListCost).has_value());
}

// 2^127 - 1 is the largest coefficient.
TEST_F(ChargeSumsTest, WhatDoesNotFitASumIsTheNext) {
  const ChargeRow large = MakeRow("99999999999999999999999999999999999999", 0);
  EXPECT_TRUE(Add(large));
  EXPECT_TRUE(Add(large));
  EXPECT_EQ(Billed(0), Billed(1));
  EXPECT_EQ(charges_[1].lines, 1);
}

}  // namespace
}  // namespace regisseur::focus
