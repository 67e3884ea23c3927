#include "core/room/hour_balance.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return *Decimal::Parse(text); }

Contract WithForm(PriceForm form) {
  Contract contract;
  contract.currency = "EUR";
  contract.term.start = absl::CivilDay(2026, 1, 1);
  contract.pricing = {{.component = "hours", .form = std::move(form)}};
  return contract;
}

HourBalance Balance(const Contract& contract, std::vector<HourOrder> orders,
                    std::vector<HourUse> uses, absl::CivilDay on) {
  return *ComputeHourBalance(contract, contract.pricing[0], std::move(orders),
                             std::move(uses), on);
}

PrepaidPrice Card() {
  return {.units = D("80"),
          .price = D("8400.00"),
          .valid = {.months = 12},
          .step = D("0.25"),
          .factors = {{"outside_hours", D("1.5")}},
          .ordered = {absl::CivilDay(2026, 3, 1)}};
}

// USERS S9: 80 h for 8,400 bought on 2026-03-01, 62:15 h used; on 31 December
// 17:45 h = 17.75 · 105 = 1,863.75 lapse after 28 February.
TEST(HourBalanceTest, SaysWhatOfAPrepaidLotLapsesWhen) {
  const HourBalance balance =
      Balance(WithForm(Card()), {},
              {{absl::CivilDay(2026, 6, 1), D("40"), ""},
               {absl::CivilDay(2026, 9, 14), *ParseHours("22:15", true), ""}},
              absl::CivilDay(2026, 12, 31));
  EXPECT_EQ(balance.used, D("62.25"));
  EXPECT_EQ(balance.left, D("17.75"));
  EXPECT_EQ(balance.left_amount, D("1863.75"));
  ASSERT_TRUE(balance.NextLapse().has_value());
  EXPECT_EQ(balance.NextLapse()->last_day, absl::CivilDay(2027, 2, 28));
  EXPECT_EQ(balance.NextLapse()->left_amount, D("1863.75"));
  EXPECT_FALSE(balance.beyond_amount.has_value());

  const HourBalance later =
      Balance(WithForm(Card()), {}, {{absl::CivilDay(2026, 6, 1), D("40"), ""}},
              absl::CivilDay(2027, 3, 1));
  EXPECT_EQ(later.left, D("0"));
  EXPECT_EQ(later.lapsed, D("40"));
  EXPECT_EQ(later.lapsed_amount, D("4200.00"));
  EXPECT_FALSE(later.NextLapse().has_value());
}

// 1:10 is five quarters by the step; outside hours one and a half times that:
// 1.25 · 1.5 = 1.875.
TEST(HourBalanceTest, RoundsUpToTheStepAndAppliesFactors) {
  const HourBalance balance = Balance(
      WithForm(Card()), {},
      {{absl::CivilDay(2026, 4, 1), *ParseHours("1:10", true), "outside_hours"},
       {absl::CivilDay(2026, 4, 2), D("1"), "on_sunday"}},
      absl::CivilDay(2026, 4, 30));
  EXPECT_EQ(balance.used, D("1.875"));
  ASSERT_EQ(balance.refused.size(), 1u);
  EXPECT_EQ(balance.refused[0].factor, "on_sunday");
}

// An order adds a lot of 80 hours; 100 hours take all of the first and 20 of
// the second, which is usable a year from its own day.
TEST(HourBalanceTest, DrawsLotByLotTheOldestFirst) {
  const HourBalance balance =
      Balance(WithForm(Card()), {{absl::CivilDay(2026, 8, 1), D("1")}},
              {{absl::CivilDay(2026, 9, 1), D("100"), ""}},
              absl::CivilDay(2026, 9, 30));
  ASSERT_EQ(balance.lots.size(), 2u);
  EXPECT_EQ(balance.lots[0].left, D("0"));
  EXPECT_EQ(balance.lots[1].left, D("60"));
  EXPECT_EQ(balance.lots[1].last_day, absl::CivilDay(2027, 7, 31));
  // Before the order only what there was could be drawn.
  EXPECT_EQ(Balance(WithForm(Card()), {{absl::CivilDay(2026, 8, 1), D("1")}},
                    {{absl::CivilDay(2026, 7, 1), D("100"), ""}},
                    absl::CivilDay(2026, 9, 30))
                .beyond,
            D("20"));
}

// 40 hours a month for 3,600.00 carried over for one month. January uses 10:
// 30 are carried. February uses 65: January's 30 and 35 of its own. At the end
// of March 5 of February and 40 of March are left; in April February's lapse.
TEST(HourBalanceTest, CarriesABundleOver) {
  const Contract contract = WithForm(HourBundlePrice{.hours = D("40"),
                                                     .price = D("3600.00"),
                                                     .overage = D("105.00"),
                                                     .carry_over_months = 1});
  const std::vector<HourUse> uses = {
      {absl::CivilDay(2026, 1, 20), D("10"), ""},
      {absl::CivilDay(2026, 2, 20), D("65"), ""}};
  const HourBalance march =
      Balance(contract, {}, uses, absl::CivilDay(2026, 3, 31));
  EXPECT_EQ(march.left, D("45"));
  EXPECT_EQ(march.left_amount, D("4050.00"));
  EXPECT_EQ(march.NextLapse()->last_day, absl::CivilDay(2026, 3, 31));
  EXPECT_EQ(march.NextLapse()->left, D("5"));
  const HourBalance april =
      Balance(contract, {}, uses, absl::CivilDay(2026, 4, 1));
  EXPECT_EQ(april.lapsed, D("5"));
  EXPECT_EQ(april.lapsed_amount, D("450.00"));

  // 90 hours in January are 50 beyond: 50 · 105.00.
  const HourBalance beyond =
      Balance(contract, {}, {{absl::CivilDay(2026, 1, 20), D("90"), ""}},
              absl::CivilDay(2026, 1, 31));
  EXPECT_EQ(beyond.beyond, D("50"));
  EXPECT_EQ(beyond.beyond_amount, D("5250.00"));
}

TEST(HourBalanceTest, OrderedHoursAddToABundle) {
  const Contract contract = WithForm(HourBundlePrice{
      .hours = D("40"), .price = D("3600.00"), .overage = D("105.00")});
  EXPECT_EQ(Balance(contract, {{absl::CivilDay(2026, 1, 10), D("20")}},
                    {{absl::CivilDay(2026, 1, 20), D("55"), ""}},
                    absl::CivilDay(2026, 1, 31))
                .left,
            D("5"));
}

TEST(ParseHoursTest, ReadsWhatPeopleWrite) {
  EXPECT_EQ(*ParseHours("2.5", false), D("2.5"));
  EXPECT_EQ(*ParseHours("2,5", false), D("2.5"));
  EXPECT_EQ(*ParseHours("2:30", false), D("2.5"));
  EXPECT_EQ(*ParseHours("62:15", false), D("62.25"));
  // Twenty minutes are a third of an hour.
  EXPECT_FALSE(ParseHours("0:20", false).ok());
  EXPECT_TRUE(ParseHours("0:20", true).ok());
  for (const char* wrong :
       {"", "0", "-1", "2:5", "2:60", "0:00", "two", ":30"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseHours(wrong, true).status()))
        << wrong;
  }
}

}  // namespace
}  // namespace regisseur
