#include "core/forecast/forecast_error.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

// Errors 10, 20, 0, 30, 5: mean 13. The naive ones are 20, 40, 10, 20, 40: 26
// on average, so that the method is half as wrong. In percent of 100, 200, 100,
// 300, 50: 10, 10, 0, 10, 10, on average 8. Four of five are at most 20.
TEST(ForecastErrorTest, IsMeasuredAgainstTheSameAsLastMonth) {
  const BacktestPoint points[] = {
      {.actual = 100, .forecast = 90, .naive = 80},
      {.actual = 200, .forecast = 220, .naive = 240},
      {.actual = 100, .forecast = 100, .naive = 110},
      {.actual = 300, .forecast = 270, .naive = 280},
      {.actual = 50, .forecast = 55, .naive = 90}};
  const auto error = MeasureForecastError(points);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->months, 5);
  EXPECT_DOUBLE_EQ(error->mean_absolute, 13);
  EXPECT_DOUBLE_EQ(error->relative_to_naive.value(), 0.5);
  EXPECT_DOUBLE_EQ(error->mean_percentage.value(), 0.08);
  EXPECT_DOUBLE_EQ(error->four_of_five_within.value(), 20);
}

TEST(ForecastErrorTest, SaysNothingWhereNothingCanBeSaid) {
  EXPECT_FALSE(MeasureForecastError({}).has_value());
  const BacktestPoint flat[] = {{.actual = 0, .forecast = 0, .naive = 0}};
  const auto error = MeasureForecastError(flat);
  ASSERT_TRUE(error.has_value());
  EXPECT_FALSE(error->relative_to_naive.has_value());
  EXPECT_FALSE(error->mean_percentage.has_value());
  EXPECT_FALSE(error->four_of_five_within.has_value());
}

}  // namespace
}  // namespace regisseur
