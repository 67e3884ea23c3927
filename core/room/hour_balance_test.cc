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
               {absl::CivilDay(2026, 9, 14), *ParseHours("22:15"), ""}},
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
      {{absl::CivilDay(2026, 4, 1), *ParseHours("1:10"), "outside_hours"},
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

// 60 hours for 6,000.00 in steps of twenty minutes. 1:00, 0:20, 2:00 and 0:40
// are whole steps: 4:00 used, 56:00 left for 5,600.00. By ten minutes the same;
// one of 0:05 more is 0:10 by the step: 55:50 = 6,000 · 3,350 / 3,600 =
// 5,583.33.
TEST(HourBalanceTest, CountsInMinutes) {
  std::vector<HourUse> uses;
  for (const char* hours : {"1:00", "0:20", "2:00", "0:40"}) {
    uses.push_back({absl::CivilDay(2026, 4, 1), *ParseHours(hours), ""});
  }
  for (const char* step : {"0.333333333333", "0.166666666667"}) {
    PrepaidPrice card = Card();
    card.units = D("60");
    card.price = D("6000.00");
    card.step = D(step);
    const HourBalance balance =
        Balance(WithForm(card), {}, uses, absl::CivilDay(2026, 4, 30));
    EXPECT_EQ(balance.used, D("4")) << step;
    EXPECT_EQ(balance.left, D("56"));
    EXPECT_EQ(balance.left_amount, D("5600.00"));
  }
  PrepaidPrice card = Card();
  card.units = D("60");
  card.price = D("6000.00");
  card.step = D("0.166666666667");
  uses.push_back({absl::CivilDay(2026, 4, 2), *ParseHours("0:05"), ""});
  const HourBalance balance =
      Balance(WithForm(card), {}, uses, absl::CivilDay(2026, 4, 30));
  EXPECT_EQ(FormatHours(balance.left), "55:50");
  EXPECT_EQ(balance.left_amount, D("5583.33"));

  // A bundle of one hour, three times twenty minutes: none is left, none is
  // beyond.
  const Contract bundle = WithForm(HourBundlePrice{
      .hours = D("1"), .price = D("90.00"), .overage = D("105.00")});
  const HourUse third{absl::CivilDay(2026, 1, 5), *ParseHours("0:20"), ""};
  const HourBalance all =
      Balance(bundle, {}, {third, third, third}, absl::CivilDay(2026, 1, 31));
  EXPECT_EQ(all.left, D("0"));
  EXPECT_EQ(all.beyond, D("0"));
  // A fourth one is beyond: 105.00 / 3.
  EXPECT_EQ(Balance(bundle, {}, {third, third, third, third},
                    absl::CivilDay(2026, 1, 31))
                .beyond_amount,
            D("35.00"));
}

// Terminated by the end of March: three months of 40 hours were bought.
TEST(HourBalanceTest, ABundleBuysNothingAfterTheTerm) {
  Contract contract = WithForm(HourBundlePrice{
      .hours = D("40"), .price = D("3600.00"), .overage = D("105.00")});
  contract.term.initial = CivilSpan{.months = 3};
  EXPECT_EQ(Balance(contract, {}, {}, absl::CivilDay(2026, 9, 30)).bought,
            D("120"));
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
  EXPECT_EQ(*ParseHours("2.5"), D("2.5"));
  EXPECT_EQ(*ParseHours("2,5"), D("2.5"));
  EXPECT_EQ(*ParseHours("2:30"), D("2.5"));
  EXPECT_EQ(*ParseHours("62:15"), D("62.25"));
  // Twenty minutes are a third of an hour.
  EXPECT_EQ(*ParseHours("0:20"), D("0.333333333333"));
  EXPECT_EQ(FormatHours(*ParseHours("62:10")), "62:10");
  EXPECT_EQ(FormatHours(D("2.5")), "2:30");
  EXPECT_EQ(FormatHours(D("0")), "0:00");
  EXPECT_EQ(FormatHours(D("0.501")), "0.501");
  for (const char* wrong :
       {"", "0", "-1", "2:5", "2:60", "0:00", "two", ":30"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseHours(wrong).status())) << wrong;
  }
}

// 40 hours a month for 4,000.00 in 2026, 20 for 2,400.00 from July on, all
// usable in their month: by 31 July 6 · 40 + 20 = 260 were bought and used, 10
// beyond 40 in June at 110.00 and 5 beyond 20 in July at 130.00: 1,750.00.
TEST(HourBalanceTest, AnAmendedBundleLeavesThePastAsItWasAgreed) {
  const auto version = [](const char* hours, const char* price,
                          const char* overage, absl::CivilDay from) {
    Contract contract = WithForm(HourBundlePrice{
        .hours = D(hours), .price = D(price), .overage = D(overage)});
    contract.id = "beheer";
    contract.valid_from = from;
    return contract;
  };
  const ContractRegister contracts(std::vector<ContractRegister::Entry>{
      {"a.yaml",
       version("40", "4000.00", "110.00", absl::CivilDay(2026, 1, 1))},
      {"b.yaml",
       version("20", "2400.00", "130.00", absl::CivilDay(2026, 7, 1))}});
  const Contract& now = *contracts.Find("beheer", absl::CivilDay(2026, 7, 31));
  std::vector<HourUse> uses;
  for (int month = 1; month <= 6; ++month) {
    uses.push_back(
        {absl::CivilDay(2026, month, 20), D(month == 6 ? "50" : "40"), ""});
  }
  uses.push_back({absl::CivilDay(2026, 7, 20), D("25"), ""});
  const HourBalance balance = *ComputeHourBalance(
      now, now.pricing[0], {}, uses, absl::CivilDay(2026, 7, 31),
      EarlierTerms(contracts, now, now.pricing[0]));
  EXPECT_EQ(balance.bought, D("260"));
  EXPECT_EQ(balance.used, D("260"));
  EXPECT_EQ(balance.lapsed, D("0"));
  EXPECT_EQ(balance.beyond, D("15"));
  EXPECT_EQ(balance.beyond_amount, D("1750.00"));

  // Nothing used: 240 hours of 100.00 lapsed until June, 20 of 120.00 are left
  // in July.
  const HourBalance unused = *ComputeHourBalance(
      now, now.pricing[0], {}, {}, absl::CivilDay(2026, 7, 31),
      EarlierTerms(contracts, now, now.pricing[0]));
  EXPECT_EQ(unused.lapsed, D("240"));
  EXPECT_EQ(unused.lapsed_amount, D("24000.00"));
  EXPECT_EQ(unused.left_amount, D("2400.00"));
}

}  // namespace
}  // namespace regisseur
