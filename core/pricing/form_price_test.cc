#include "core/pricing/form_price.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return *Decimal::Parse(text); }

template <typename Form>
std::string Price(const Form& form, const char* q) {
  const auto price = ComputePrice(form, D(q));
  return price.ok() ? price->Normalized().ToString()
                    : std::string(price.status().message());
}

std::vector<PriceTier> Tiers() {
  return {{D("500"), D("5.00"), {}},
          {D("1500"), D("3.00"), D("10.00")},
          {std::nullopt, D("1.00"), {}}};
}

TEST(FormPriceTest, PerUnitKeepsWhatADoubleLoses) {
  EXPECT_EQ(Price(PerUnitPrice{D("1.005")}, "101"), "101.505");
  EXPECT_EQ(Price(PerUnitPrice{D("0.145")}, "0"), "0");
}

TEST(FormPriceTest, GraduatedPricesEachTiersUnits) {
  const GraduatedPrice form{Tiers()};
  EXPECT_EQ(Price(form, "0"), "0");
  EXPECT_EQ(Price(form, "500"), "2500");
  // One billionth in the second tier: 2500 + 0.000000003 + flat 10.
  EXPECT_EQ(Price(form, "500.000000001"), "2510.000000003");
  // 2500 + 1000 * 3 + 10 = 5510; one unit more costs 1.
  EXPECT_EQ(Price(form, "1500"), "5510");
  EXPECT_EQ(Price(form, "1501"), "5511");
}

TEST(FormPriceTest, VolumePricesAllUnitsByTheTierOfTheLast) {
  const VolumePrice form{Tiers()};
  EXPECT_EQ(Price(form, "0"), "0");
  EXPECT_EQ(Price(form, "500"), "2500");
  EXPECT_EQ(Price(form, "501"), "1513");  // 501 * 3 + 10
  EXPECT_EQ(Price(form, "1500.5"), "1500.5");
}

TEST(FormPriceTest, PackagesAreBoughtWhole) {
  const PackagePrice form{D("100"), D("25.00"), D("50")};
  EXPECT_EQ(Price(form, "0"), "0");
  EXPECT_EQ(Price(form, "50"), "0");
  EXPECT_EQ(Price(form, "50.0001"), "25");
  EXPECT_EQ(Price(form, "150"), "25");
  EXPECT_EQ(Price(form, "150.0000000001"), "50");
}

TEST(FormPriceTest, TheBaselineHasADeadBand) {
  // 900 to 1,100 units cost exactly 50,000 (upperedge's example).
  const BaselinePrice form{D("1000"),  D("50000.00"), D("10"),
                           D("45.50"), D("30.25"),    D("0")};
  EXPECT_EQ(Price(form, "900"), "50000");
  EXPECT_EQ(Price(form, "1000"), "50000");
  EXPECT_EQ(Price(form, "1100"), "50000");
  EXPECT_EQ(Price(form, "1100.001"), "50000.0455");
  EXPECT_EQ(Price(form, "899.999"), "49999.96975");
  // 900 units short at 30.25 are 27,225.
  EXPECT_EQ(Price(form, "0"), "22775");
  BaselinePrice floored = form;
  floored.floor = D("40000");
  EXPECT_EQ(Price(floored, "0"), "40000");
}

TEST(FormPriceTest, WhatDoesNotFitIsRefused) {
  EXPECT_EQ(ComputePrice(PerUnitPrice{D("99999999999999999999.99")},
                         D("99999999999999999999.99"))
                .status()
                .code(),
            absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace regisseur
