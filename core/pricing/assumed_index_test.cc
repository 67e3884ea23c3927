#include "core/pricing/assumed_index.h"

#include <variant>

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Contract MakeContract() {
  Contract contract;
  contract.id = "hosting";
  contract.currency = "EUR";
  contract.term.start = absl::CivilDay(2025, 7, 1);
  contract.pricing = {
      {.component = "platform", .form = FixedPrice{Decimal(100000, 2)}},
      {.component = "desk", .form = FixedPrice{Decimal(20000, 2)}}};
  contract.indexation = {{.series = "DPI",
                          .month = 1,
                          .day = 1,
                          .first_year = 2026,
                          .compare_from = "Q3",
                          .compare_to = "Q3",
                          .cap_percent = Decimal(3, 0),
                          .components = {"platform"}}};
  return contract;
}

std::string PriceIn(const Contract& contract, absl::CivilMonth month,
                    size_t component) {
  return std::get<FixedPrice>(contract.PricingIn(month)[component].form)
      .amount.ToString();
}

// 1,000.00 and 2.5 % a year: 1,025.00, then 1,050.63 (1,050.625), only of the
// component that the clause names, and only after what is known.
TEST(AssumedIndexTest, EachYearOnThePriceInForce) {
  const auto assumed =
      AssumeIndex(MakeContract(), Decimal(25, 1), absl::CivilDay(2026, 10, 15),
                  absl::CivilDay(2028, 12, 31));
  ASSERT_TRUE(assumed.ok()) << assumed.status();
  const Contract& contract = assumed->contract;
  EXPECT_EQ(PriceIn(contract, absl::CivilMonth(2026, 12), 0), "1000.00");
  EXPECT_EQ(PriceIn(contract, absl::CivilMonth(2027, 1), 0), "1025.00");
  EXPECT_EQ(PriceIn(contract, absl::CivilMonth(2028, 1), 0), "1050.63");
  EXPECT_EQ(PriceIn(contract, absl::CivilMonth(2028, 1), 1), "200.00");
  ASSERT_EQ(assumed->changes.size(), 2u);
  EXPECT_EQ(assumed->changes[0].from, absl::CivilDay(2027, 1, 1));
}

TEST(AssumedIndexTest, TheClausesCapHolds) {
  const auto assumed =
      AssumeIndex(MakeContract(), Decimal(8, 0), absl::CivilDay(2026, 10, 15),
                  absl::CivilDay(2027, 12, 31));
  ASSERT_TRUE(assumed.ok()) << assumed.status();
  EXPECT_EQ(PriceIn(assumed->contract, absl::CivilMonth(2027, 1), 0),
            "1030.00");
  EXPECT_TRUE(assumed->changes[0].capped);
  EXPECT_EQ(assumed->changes[0].percent.ToString(), "3");
}

TEST(AssumedIndexTest, WhatIsKnownStays) {
  Contract contract = MakeContract();
  contract.indexed = {
      {absl::CivilMonth(2027, 1),
       {{.component = "platform", .form = FixedPrice{Decimal(101000, 2)}},
        contract.pricing[1]}}};
  const auto assumed =
      AssumeIndex(contract, Decimal(10, 1), absl::CivilDay(2026, 10, 15),
                  absl::CivilDay(2028, 1, 1));
  ASSERT_TRUE(assumed.ok()) << assumed.status();
  EXPECT_EQ(PriceIn(assumed->contract, absl::CivilMonth(2027, 5), 0),
            "1010.00");
  EXPECT_EQ(PriceIn(assumed->contract, absl::CivilMonth(2028, 1), 0),
            "1020.10");
  EXPECT_EQ(UnknownIndexDays(contract, absl::CivilDay(2026, 10, 15),
                             absl::CivilDay(2028, 1, 1))
                .size(),
            1u);
}

}  // namespace
}  // namespace regisseur
