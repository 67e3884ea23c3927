#include "core/room/mandate_band.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return *Decimal::Parse(text); }

// 9,500.00 and 5 % end at 9,975.00; 9,737.50 is half of the way.
TEST(MandateBandTest, EndsCostAboveThePlan) {
  const MandateBand half = *MakeCostBand(D("9500.00"), D("5"), D("9737.50"));
  EXPECT_EQ(half.limit, D("9975.00"));
  EXPECT_EQ(half.used_percent, D("50.0"));
  EXPECT_FALSE(half.outside);
  EXPECT_FALSE(MakeCostBand(D("9500.00"), D("5"), D("9975.00"))->outside);
  EXPECT_TRUE(MakeCostBand(D("9500.00"), D("5"), D("9975.01"))->outside);
  EXPECT_EQ(MakeCostBand(D("9500.00"), D("5"), D("9000.00"))->used_percent,
            D("0.0"));
  // What is not known is neither inside nor outside.
  const MandateBand unknown = *MakeCostBand(D("9500.00"), D("5"), std::nullopt);
  EXPECT_FALSE(unknown.used_percent.has_value());
  EXPECT_FALSE(unknown.outside);
}

// 99.9 less 0.2 points is 99.7; 99.8 uses half.
TEST(MandateBandTest, EndsALevelBelowItsTarget) {
  const MandateBand half = *MakeLevelBand(D("99.9"), D("0.2"), D("99.8"));
  EXPECT_EQ(half.limit, D("99.7"));
  EXPECT_EQ(half.used_percent, D("50.0"));
  EXPECT_FALSE(half.outside);
  EXPECT_TRUE(MakeLevelBand(D("99.9"), D("0.2"), D("99.69"))->outside);
  EXPECT_EQ(MakeLevelBand(D("99.9"), D("0.2"), D("100"))->used_percent,
            D("0.0"));
}

TEST(MandateBandTest, MeasuresHours) {
  const MandateBand band =
      *MakeBand(MandateBand::Kind::kHours, D("16"), D("18"));
  EXPECT_TRUE(band.outside);
  EXPECT_EQ(band.used_percent, D("112.5"));
}

TEST(MandateBandTest, KnowsThePeriodsOfAContract) {
  Contract contract;
  contract.term.start = absl::CivilDay(2025, 3, 15);
  const absl::CivilDay day(2026, 2, 10);
  EXPECT_EQ(BandPeriodOf(contract, PricePeriod::kMonth, day).last,
            absl::CivilDay(2026, 2, 28));
  EXPECT_EQ(BandPeriodOf(contract, PricePeriod::kQuarter, day).first,
            absl::CivilDay(2026, 1, 1));
  EXPECT_EQ(BandPeriodOf(contract, PricePeriod::kContractYear, day).first,
            absl::CivilDay(2025, 3, 15));
  EXPECT_EQ(BandPeriodOf(contract, PricePeriod::kContractYear, day).last,
            absl::CivilDay(2026, 3, 14));
}

TEST(MandateBandTest, CoversAChangeInsideBothLimits) {
  EXPECT_FALSE(*CoversChange({}, D("1.00"), D("0")));
  Mandate mandate;
  mandate.change = D("1000.00");
  EXPECT_TRUE(*CoversChange(mandate, D("1000.00"), D("99999")));
  EXPECT_FALSE(*CoversChange(mandate, D("1000.01"), D("0")));
  mandate.amount = D("2500.00");
  EXPECT_TRUE(*CoversChange(mandate, D("1000.00"), D("1500.00")));
  EXPECT_FALSE(*CoversChange(mandate, D("1000.00"), D("1500.01")));
}

}  // namespace
}  // namespace regisseur
