#include "core/pricing/break_even.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilMonth;

Decimal D(const char* text) { return *Decimal::Parse(text); }

constexpr CivilMonth kJanuary(2025, 1);

// One month in which 100 units were used.
std::optional<Decimal> BreakEven(PriceForm form, const char* actual) {
  Contract contract;
  contract.currency = "EUR";
  Meter meter;
  meter.unit = "Hours";
  contract.pricing = {{"use", std::move(form), meter},
                      {"platform", FixedPrice{D("50")}, std::nullopt}};
  PricedUsage usage;
  usage.delivered = {kJanuary};
  usage.quantities["use"][kJanuary] = D("100");
  const auto factor =
      FindBreakEven(contract, usage, kJanuary, kJanuary, D(actual), kJanuary);
  EXPECT_TRUE(factor.ok()) << factor.status();
  return factor.ok() ? *factor : std::nullopt;
}

TEST(BreakEvenTest, FindsTheFactorOnTheQuantities) {
  // 50 + 100 f * 2 = 350: f = 1.5; = 333: 1.415.
  EXPECT_EQ(BreakEven(PerUnitPrice{D("2")}, "350"), D("1.5"));
  EXPECT_EQ(BreakEven(PerUnitPrice{D("2")}, "333"), D("1.415"));
  // Without any use it costs 50 already; ten times the use is 2,050.
  EXPECT_EQ(BreakEven(PerUnitPrice{D("2")}, "50"), D("0"));
  EXPECT_EQ(BreakEven(PerUnitPrice{D("2")}, "49.99"), std::nullopt);
  EXPECT_EQ(BreakEven(PerUnitPrice{D("2")}, "2050"), D("10"));
  EXPECT_EQ(BreakEven(PerUnitPrice{D("2")}, "2050.01"), std::nullopt);
}

TEST(BreakEvenTest, AJumpOverTheAmountIsNotIt) {
  // Packages of 100 at 300.00: 50, 350, 650, ... never 400.
  EXPECT_EQ(BreakEven(PackagePrice{D("100"), D("300"), {}}, "400"),
            std::nullopt);
}

TEST(BreakEvenTest, OfSeveralTheNearestToOneCounts) {
  // Volume: up to 100 units at 3, beyond at 1: 50 + 300 f, then 50 + 100 f.
  // 200 is met at f = 0.5 and, beyond the step, at 1.5.
  const VolumePrice form{{{D("100"), D("3"), {}}, {std::nullopt, D("1"), {}}}};
  EXPECT_EQ(BreakEven(form, "200"), D("0.5"));
  EXPECT_EQ(BreakEven(form, "190"), D("1.4"));
}

}  // namespace
}  // namespace regisseur
