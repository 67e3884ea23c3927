#include "core/matter/figure_value.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

Objective Make(ObjectiveTerms terms) {
  Objective objective;
  objective.id = "promise";
  objective.terms = std::move(terms);
  return objective;
}

TEST(FigureValueTest, APercentageIsFromZeroToAHundred) {
  const Objective availability = Make(AvailabilityTerms{});
  EXPECT_TRUE(CheckFigureValue("value", availability, "99.71").ok());
  EXPECT_TRUE(CheckFigureValue("value", availability, "0").ok());
  EXPECT_TRUE(CheckFigureValue("value", availability, "100").ok());
  EXPECT_THAT(CheckFigureValue("value", availability, "100.1").message(),
              HasSubstr("from 0 to 100"));
  EXPECT_THAT(CheckFigureValue("value", availability, "-1").message(),
              HasSubstr("value: -1 is no percentage"));
  EXPECT_THAT(CheckFigureValue("value", availability, "99,71").message(),
              HasSubstr("value: "));
  EXPECT_TRUE(CheckFigureValue("value", Make(OutcomeTerms{}), "125").ok());
}

TEST(FigureValueTest, TheUnitIsThatOfThePromise) {
  IndicatorTerms days;
  days.unit = "days";
  EXPECT_TRUE(CheckFigureUnit(Make(days), "").ok());
  EXPECT_TRUE(CheckFigureUnit(Make(days), "days").ok());
  EXPECT_THAT(CheckFigureUnit(Make(days), "hours").message(),
              HasSubstr("not that of promise, which is days"));
  EXPECT_TRUE(CheckFigureUnit(Make(AvailabilityTerms{}), "%").ok());
  EXPECT_THAT(CheckFigureUnit(Make(ScoreTerms{}), "%").message(),
              HasSubstr("which has none"));
  const Objective recovery = Make(RecoveryTerms{});
  EXPECT_TRUE(CheckFigureUnit(recovery, "hours").ok());
  EXPECT_THAT(CheckFigureUnit(recovery, "").message(),
              HasSubstr("unit: is missing"));
  EXPECT_THAT(CheckFigureUnit(recovery, "parts").message(),
              HasSubstr("\"parts\" is no length"));
}

}  // namespace
}  // namespace regisseur
