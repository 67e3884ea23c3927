#include "core/rigidity/commitment_level.h"

#include <vector>

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return Decimal::Parse(text).value(); }

// Months of 60, 80, 100 and 120 units at 10.00, 20 % less for what is reserved.
// Without: 360 × 10 = 3,600. Reserved 80: 4 × 80 × 8 = 2,560, beyond 20 + 40
// units × 10 = 600: 3,160. Reserved 100: 3,200 + 200 = 3,400. Reserved 60:
// 1,920 + (20 + 40 + 60) × 10 = 3,120: the cheapest.
TEST(CommitmentLevelTest, ReservesWhatIsCheapestForTheUseSeen) {
  const std::vector<Decimal> used = {D("60"), D("80"), D("100"), D("120")};
  EXPECT_EQ(CostReserved(used, D("80"), D("10.00"), D("20")).value(),
            D("3160"));
  EXPECT_EQ(CostReserved(used, D("100"), D("10.00"), D("20")).value(),
            D("3400"));
  const CommitmentLevel best =
      FindBestReserved(used, D("10.00"), D("20")).value();
  EXPECT_EQ(best.level, D("60"));
  EXPECT_EQ(best.cost, D("3120"));
}

TEST(CommitmentLevelTest, ReservesNothingWithoutADiscount) {
  const std::vector<Decimal> used = {D("60"), D("80")};
  EXPECT_EQ(FindBestReserved(used, D("10"), D("0")).value().level, D("0"));
  EXPECT_EQ(FindBestReserved({}, D("10"), D("20")).value().cost, D("0"));
}

// At least 1,000 a month and 10 % off: 800 → 1,000; 1,500 → 1,350.
TEST(CommitmentLevelTest, AMinimumIsPaidWhereDiscountedUseIsLess) {
  EXPECT_EQ(CostAtMinimum(std::vector<Decimal>{D("800"), D("1500")}, D("1000"),
                          D("10"))
                .value(),
            D("2350"));
}

// 90.00 an hour in the bundle, 105.00 beyond, carried for a month. Use 10, 30:
// 20 hours: 2 × 1,800, the ten left over serve the second month: 3,600. 10
// hours: 2 × 900 + 20 × 105 = 3,900. None: 40 × 105 = 4,200.
TEST(CommitmentLevelTest, SizesABundleWithWhatIsCarried) {
  const HourBundlePrice form{D("40"), D("3600.00"), D("105.00"), 1, {}};
  const std::vector<Decimal> used = {D("10"), D("30")};
  EXPECT_EQ(CostOfBundle(used, D("10"), form).value(), D("3900"));
  EXPECT_EQ(CostOfBundle(used, D("0"), form).value(), D("4200"));
  const CommitmentLevel best = FindBestBundle(used, form).value();
  EXPECT_EQ(best.level, D("20"));
  EXPECT_EQ(best.cost, D("3600"));
}

// 300,000 hours in five months and 700,000 in one at 100.00, beyond at 110.00:
// an hour more than 300,000 costs 600.00 and saves 110.00. Carried a month,
// what one month leaves is used in the next: the level is held against every
// one beside it.
TEST(CommitmentLevelTest, FindsTheBestOfVeryManyHours) {
  const std::vector<Decimal> used = {D("300000"), D("300000"), D("700000"),
                                     D("300000"), D("300000"), D("300000")};
  HourBundlePrice form{
      .hours = D("10"), .price = D("1000"), .overage = D("110")};
  EXPECT_EQ(FindBestBundle(used, form)->level, D("300000"));
  form.overage = D("150");
  form.carry_over_months = 1;
  const std::vector<Decimal> few = {D("4"), D("9"), D("2"), D("7"), D("7.5")};
  const CommitmentLevel best = *FindBestBundle(few, form);
  for (int level = 0; level <= 10; ++level) {
    EXPECT_GE(*CostOfBundle(few, Decimal(level, 0), form), best.cost) << level;
  }
}

}  // namespace
}  // namespace regisseur
