#include "core/pricing/accrued_months.h"

#include "core/pricing/whole_periods.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::IsEmpty;

constexpr absl::CivilMonth kJanuary(2026, 1);

Decimal D(const char* text) { return *Decimal::Parse(text); }

std::map<absl::CivilMonth, Decimal> Accrued(const Contract& contract,
                                            const PricedUsage& usage,
                                            absl::CivilMonth from,
                                            absl::CivilMonth to) {
  const auto months = PriceContract(contract, usage, from, to).value();
  return AccrueMonths(contract, months, from).value();
}

// 120,000 a year are 10,000 a month; the share of 5 % in it 500 more. In April
// to October nothing falls due, and it accrues all the same.
TEST(AccruedMonthsTest, AYearlyFeeBelongsToItsMonths) {
  Contract contract;
  contract.currency = "EUR";
  contract.pricing = {
      {.component = "fee",
       .form = FixedPrice{.amount = D("120000"),
                          .per = PricePeriod::kContractYear}},
      {.component = "support",
       .form = PercentagePrice{.percent = D("5"), .of = {"fee"}}}};
  const auto accrued = Accrued(contract, {}, kJanuary + 3, kJanuary + 9);
  ASSERT_EQ(accrued.size(), 7u);
  for (const auto& [month, amount] : accrued) EXPECT_EQ(amount, D("10500"));
}

// USERS S9: 437 seats of 18.00 from June on, 400 of them in a base fee: 37 ·
// 18.00 = 666.00 a month accrue, 4,662.00 are due in December.
TEST(AccruedMonthsTest, ATrueUpAccruesAsItGrows) {
  Contract contract;
  contract.currency = "EUR";
  contract.pricing = {{.component = "seats",
                       .form = PerUnitPrice{D("18.00")},
                       .meter = Meter{.service_name = "Office",
                                      .period = PricePeriod::kContractYear,
                                      .take = MeterTake::kPeakToDate,
                                      .beyond = D("400")}}};
  PricedUsage usage;
  for (int month = 0; month < 12; ++month) {
    usage.delivered.insert(kJanuary + month);
    usage.quantities["seats"][kJanuary + month] = D(month < 5 ? "400" : "437");
  }
  const auto accrued = Accrued(contract, usage, kJanuary, kJanuary + 9);
  EXPECT_EQ(accrued.at(kJanuary + 4), D("0"));
  EXPECT_EQ(accrued.at(kJanuary + 5), D("666"));
  EXPECT_EQ(accrued.at(kJanuary + 9), D("666"));
}

// 15,000 a quarter with 2,000 used in each month: 9,000 are due in March, 3,000
// for each month. Of a quarter that ends behind the months nobody can tell.
TEST(AccruedMonthsTest, WhatAMinimumLacksIsForAllOfItsMonths) {
  Contract contract;
  contract.currency = "EUR";
  contract.pricing = {
      {.component = "use",
       .form = PerUnitPrice{D("1")},
       .meter = Meter{.service_name = "vm"}},
      {.component = "least",
       .form = MinimumCommitment{
           .amount = D("15000"), .per = PricePeriod::kQuarter, .of = {"use"}}}};
  PricedUsage usage;
  for (int month = 0; month < 12; ++month) {
    usage.delivered.insert(kJanuary + month);
    usage.quantities["use"][kJanuary + month] = D("2000");
  }
  const auto accrued = Accrued(contract, usage, kJanuary, kJanuary + 3);
  EXPECT_EQ(accrued.at(kJanuary), D("5000"));
  EXPECT_EQ(accrued.at(kJanuary + 2), D("5000"));
  EXPECT_FALSE(accrued.contains(kJanuary + 3));
}

TEST(AccruedMonthsTest, WhatIsDueByTheMonthNeedsNone) {
  Contract contract;
  contract.currency = "EUR";
  contract.pricing = {
      {.component = "fee", .form = FixedPrice{.amount = D("10")}}};
  EXPECT_THAT(Accrued(contract, {}, kJanuary, kJanuary + 3), IsEmpty());
}

}  // namespace
}  // namespace regisseur
