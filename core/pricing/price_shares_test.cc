#include "core/pricing/break_even.h"
#include "core/pricing/contract_price.h"
#include "core/pricing/stated_quantities.h"
#include "core/pricing/usage_meter.h"
#include "gtest/gtest.h"

// Shares of other prices, discounts by term, and what meters count beside
// quantities.
namespace regisseur {
namespace {

using absl::CivilMonth;

Decimal D(const char* text) { return Decimal::Parse(text).value(); }

constexpr CivilMonth kJanuary(2026, 1);

Meter Stated(std::map<CivilMonth, Decimal> months, bool holds_on = false) {
  Meter meter;
  meter.count = MeterCount::kStated;
  meter.stated = std::move(months);
  meter.holds_on = holds_on;
  return meter;
}

Contract Of(std::vector<PriceComponent> pricing) {
  Contract contract;
  contract.currency = "EUR";
  contract.pricing = std::move(pricing);
  return contract;
}

std::optional<Decimal> ExactIn(const Contract& contract, CivilMonth month,
                               CivilMonth from = kJanuary) {
  return PriceContract(contract, {}, from, month).value().back().exact;
}

// Support is 18 % of 1,000.00 and 250.00, wherever it stands: 225.00; the floor
// of 1,500.00 looks at all of it.
TEST(PriceSharesTest, AShareIsOfWhatItNames) {
  Contract contract = Of(
      {{.component = "support", .form = PercentagePrice{D("18"), {"a", "b"}}},
       {.component = "a", .form = FixedPrice{D("1000.00")}},
       {.component = "b", .form = FixedPrice{D("250.00")}}});
  EXPECT_EQ(ExactIn(contract, kJanuary), D("1475"));
  contract.pricing.push_back(
      {.component = "floor",
       .form = MinimumCommitment{
           D("1500.00"), PricePeriod::kMonth, {"support", "a", "b"}}});
  EXPECT_EQ(ExactIn(contract, kJanuary), D("1500"));
}

// 98.5 surpasses 98 and 99 not: 5 %. 93 falls short of 95 and not of 90: −10 %.
TEST(PriceSharesTest, WhatWasAttainedIsABonusOrAMalus) {
  const auto priced = [](const char* attained) {
    return ExactIn(Of({{.component = "fee", .form = FixedPrice{D("1000.00")}},
                       {.component = "quality",
                        .form = BonusMalusPrice{{{true, D("98"), D("5")},
                                                 {true, D("99"), D("8")},
                                                 {false, D("95"), D("10")},
                                                 {false, D("90"), D("20")}},
                                                {"fee"}},
                        .meter = Stated({{kJanuary, D(attained)}})}}),
                   kJanuary);
  };
  EXPECT_EQ(priced("98.5"), D("1050"));
  EXPECT_EQ(priced("99.5"), D("1080"));
  EXPECT_EQ(priced("98"), D("1000"));
  EXPECT_EQ(priced("93"), D("900"));
  EXPECT_EQ(priced("89.9"), D("800"));
}

TEST(PriceSharesTest, WhatNobodyMeasuredIsNeitherBonusNorNone) {
  EXPECT_EQ(
      ExactIn(Of({{.component = "fee", .form = FixedPrice{D("1000.00")}},
                  {.component = "quality",
                   .form = BonusMalusPrice{{{true, D("98"), D("5")}}, {"fee"}},
                   .meter = Stated({{kJanuary + 1, D("99")}})}}),
              kJanuary),
      std::nullopt);
}

// Bound for 36 months: 10 %. From the 25th month on 12 %, which is more.
TEST(PriceSharesTest, TheLargestDiscountThatIsReachedCounts) {
  Contract contract =
      Of({{.component = "fee", .form = FixedPrice{D("1000.00")}},
          {.component = "other", .form = FixedPrice{D("100.00")}}});
  contract.term.start = absl::CivilDay(2026, 1, 1);
  contract.term.initial = {36, 0};
  contract.discounts = {
      {.term = CivilSpan{12, 0}, .percent = D("5")},
      {.term = CivilSpan{36, 0}, .percent = D("10")},
      {.term = CivilSpan{60, 0}, .percent = D("30")},
      {.after = CivilSpan{24, 0}, .percent = D("12"), .components = {"fee"}}};
  EXPECT_EQ(ExactIn(contract, kJanuary), D("990"));
  EXPECT_EQ(ExactIn(contract, kJanuary + 23), D("990"));
  EXPECT_EQ(ExactIn(contract, kJanuary + 24), D("970"));
}

// 400 seats from January, 437 from June on, 18.00 each.
TEST(PriceSharesTest, StatedQuantitiesHoldOnOrAreUnknown) {
  const std::map<CivilMonth, Decimal> seats = {{kJanuary, D("400")},
                                               {kJanuary + 5, D("437")}};
  const auto form = [&](bool holds_on) {
    return Of({{.component = "seats",
                .form = PerUnitPrice{D("18.00")},
                .meter = Stated(seats, holds_on)}});
  };
  EXPECT_EQ(ExactIn(form(true), kJanuary + 4), D("7200"));
  EXPECT_EQ(ExactIn(form(true), kJanuary + 7), D("7866"));
  EXPECT_EQ(ExactIn(form(false), kJanuary + 4), std::nullopt);
  // At a tenth more: 7,200 × 1.1 = 7,920.
  EXPECT_EQ(
      FindBreakEven(form(true), {}, kJanuary, kJanuary, D("7920"), kJanuary)
          .value(),
      D("1.1"));
}

// USERS S9: 400 seats are paid for, 437 come from June on: 37 × 18.00 is
// accrued each month, 37 × 18.00 × 7 due in December.
TEST(PriceSharesTest, SeatsBeyondTheFloorAreTruedUpAtTheYearsEnd) {
  Meter meter = Stated({{kJanuary, D("400")}, {kJanuary + 5, D("437")}}, true);
  meter.take = MeterTake::kPeakToDate;
  meter.period = PricePeriod::kContractYear;
  meter.beyond = D("400");
  const Contract contract = Of({{.component = "seats",
                                 .form = PerUnitPrice{D("18.00")},
                                 .meter = meter}});
  const std::vector<MonthPrice> months =
      PriceContract(contract, {}, kJanuary, kJanuary + 11).value();
  EXPECT_EQ(months[4].components[0].accrued, D("0"));
  EXPECT_EQ(months[5].components[0].accrued, D("666"));
  EXPECT_EQ(months[10].exact, D("0"));
  EXPECT_EQ(months[11].exact, D("4662"));
}

TEST(PriceSharesTest, HoursThatAreLeftAreTold) {
  const Contract contract =
      Of({{.component = "hours",
           .form = HourBundlePrice{D("40"), D("3600.00"), D("105.00"), 1, {}},
           .meter = Stated({{kJanuary, D("30")}, {kJanuary + 1, D("45")}})},
          {.component = "card",
           .form = PrepaidPrice{.units = D("80"),
                                .price = D("8400.00"),
                                .valid = {12, 0},
                                .ordered = {absl::CivilDay(2026, 1, 5)}},
           .meter = Stated({{kJanuary, D("0")}, {kJanuary + 1, D("62.25")}})}});
  const std::vector<MonthPrice> months =
      PriceContract(contract, {}, kJanuary, kJanuary + 1).value();
  EXPECT_EQ(months[0].components[0].left, D("10"));
  // 10 carried and 35 of the 40 were used.
  EXPECT_EQ(months[1].components[0].left, D("5"));
  EXPECT_EQ(months[1].components[1].left, D("17.75"));
}

UsageCharge Charge(absl::string_view resource, const char* quantity) {
  return {.month = kJanuary,
          .service_name = "vm",
          .unit = "Hours",
          .resource = resource,
          .quantity = D(quantity)};
}

TEST(PriceSharesTest, ResourcesAreCountedOnceAMonth) {
  Meter meter{"vm"};
  meter.count = MeterCount::kResources;
  UsageMeter counter(
      {{.component = "vms", .form = PerUnitPrice{D("9")}, .meter = meter}});
  for (const char* resource : {"a", "b", "a", ""}) {
    EXPECT_TRUE(counter.Add(Charge(resource, "5")).value());
  }
  const MeteredUsage usage = counter.Read().value();
  EXPECT_EQ(usage.quantities.at("vms").at(kJanuary), D("2"));
  EXPECT_EQ(usage.without_quantity, 1);
}

TEST(PriceSharesTest, TagsHaveToMatch) {
  Meter meter{"vm"};
  meter.tags = {{"app", "shop"}};
  UsageMeter counter(
      {{.component = "shop", .form = PerUnitPrice{D("9")}, .meter = meter}});
  const std::function<absl::string_view(const std::string&)> shop =
      [](const std::string& name) -> absl::string_view {
    return name == "app" ? "shop" : "";
  };
  UsageCharge charge = Charge("a", "5");
  EXPECT_FALSE(counter.Add(charge).value());
  charge.tag = &shop;
  EXPECT_TRUE(counter.Add(charge).value());
  EXPECT_EQ(counter.Read().value().quantities.at("shop").at(kJanuary), D("5"));
}

// Hours in January and days in February: each month by itself has one unit,
// both together have two.
TEST(PriceSharesTest, OnlyTheMonthsAskedForAreRead) {
  UsageMeter counter({{.component = "vm",
                       .form = PerUnitPrice{D("9")},
                       .meter = Meter{.service_name = "vm"}}});
  UsageCharge charge = Charge("a", "5");
  ASSERT_TRUE(counter.Add(charge).value());
  charge.month = kJanuary + 1;
  charge.unit = "Days";
  ASSERT_TRUE(counter.Add(charge).value());
  charge.quantity.reset();
  ASSERT_TRUE(counter.Add(charge).value());
  const MeteredUsage first = counter.Read(kJanuary, kJanuary).value();
  EXPECT_EQ(first.quantities.at("vm").size(), 1u);
  EXPECT_EQ(first.quantities.at("vm").at(kJanuary), D("5"));
  EXPECT_EQ(first.without_quantity, 0);
  EXPECT_TRUE(counter.Read(kJanuary + 1, kJanuary + 1)->mixed_units.empty());
  const MeteredUsage both = counter.Read().value();
  EXPECT_EQ(both.mixed_units.at("vm"), "Hours, Days");
  EXPECT_EQ(both.without_quantity_of.at("vm"), 1);
}

}  // namespace
}  // namespace regisseur
