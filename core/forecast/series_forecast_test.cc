#include "core/forecast/series_forecast.h"

#include <cmath>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

using Months = std::vector<std::optional<double>>;

// Passengers of airlines in thousands, January 1949 to December 1960 (Box and
// Jenkins 1976, series G): the textbook's example of trend and season.
const Months& Airline() {
  static const Months& months = *new Months{
      112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141,
      135, 125, 149, 170, 170, 158, 133, 114, 140, 145, 150, 178, 163, 172, 178,
      199, 199, 184, 162, 146, 166, 171, 180, 193, 181, 183, 218, 230, 242, 209,
      191, 172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201,
      204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229, 242, 233, 267,
      269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374,
      413, 405, 355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404,
      347, 305, 336, 340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337,
      360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405, 417, 391, 419,
      461, 472, 535, 622, 606, 508, 461, 390, 432};
  return months;
}

TEST(SeriesForecastTest, AFlatFeeIsRecognisedAndItsStepIsPartOfTheError) {
  const Months months = {9000, 9000, 9000, 9500, 9500, 9500};
  const auto forecast = ForecastSeries(months, 3);
  ASSERT_TRUE(forecast.has_value());
  EXPECT_EQ(forecast->method, ForecastMethod::kFlat);
  EXPECT_THAT(forecast->expected, ElementsAre(9500, 9500, 9500));
  // Five months have one before them; only the step was wrong, by 500.
  const auto error = MeasureForecastError(forecast->backtest);
  EXPECT_EQ(error->months, 5);
  EXPECT_DOUBLE_EQ(error->mean_absolute, 100);
}

// The year behind the first eleven years of the textbook's example, held
// against the year that followed.
TEST(SeriesForecastTest, FindsTheSeasonsOfTheTextbook) {
  const Months& all = Airline();
  const auto forecast =
      ForecastSeries(MonthSeries(all).subspan(0, all.size() - 12), 12);
  ASSERT_TRUE(forecast.has_value());
  EXPECT_EQ(forecast->method, ForecastMethod::kSeasonal);
  double off = 0;
  double naive_off = 0;
  for (size_t i = 0; i < 12; ++i) {
    const double actual = *all[all.size() - 12 + i];
    off += std::abs(actual - forecast->expected[i]);
    naive_off += std::abs(actual - *all[all.size() - 13]);
  }
  EXPECT_LT(off, 0.5 * naive_off);
  const auto error = MeasureForecastError(forecast->backtest);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->months, 12);
  EXPECT_LT(error->relative_to_naive.value(), 1);
  EXPECT_LT(error->mean_percentage.value(), 0.1);
}

TEST(SeriesForecastTest, TwentyThreeMonthsHaveNoSeasons) {
  const Months& all = Airline();
  const auto forecast = ForecastSeries(MonthSeries(all).subspan(0, 23), 1);
  ASSERT_TRUE(forecast.has_value());
  EXPECT_NE(forecast->method, ForecastMethod::kSeasonal);
}

// 100, 110, … 180: the line goes on by nine tenths of its slope, then by nine
// tenths of that: 180 + 9 = 189, + 8.1 = 197.1.
TEST(SeriesForecastTest, ATrendFlattensOut) {
  Months months;
  for (int i = 0; i < 9; ++i) months.push_back(100 + 10 * i);
  const auto forecast = ForecastSeries(months, 2);
  ASSERT_TRUE(forecast.has_value());
  EXPECT_EQ(forecast->method, ForecastMethod::kTrend);
  EXPECT_THAT(forecast->expected,
              ElementsAre(DoubleNear(189, 1e-9), DoubleNear(197.1, 1e-9)));
}

// One bill ten times too high moves neither the level nor the method.
TEST(SeriesForecastTest, AnOutlierDoesNotMoveTheLevel) {
  const Months months = {100, 104, 98, 101, 1000, 97, 103, 99, 102};
  const auto forecast = ForecastSeries(months, 1);
  ASSERT_TRUE(forecast.has_value());
  EXPECT_NEAR(forecast->expected[0], 101, 3);
}

TEST(SeriesForecastTest, AMonthWithoutDataIsNoFall) {
  const Months months = {500, 500, std::nullopt, 500, std::nullopt};
  const auto forecast = ForecastSeries(months, 2);
  ASSERT_TRUE(forecast.has_value());
  EXPECT_EQ(forecast->method, ForecastMethod::kFlat);
  EXPECT_THAT(forecast->expected, ElementsAre(500, 500));
  for (const BacktestPoint& point : forecast->backtest) {
    EXPECT_EQ(point.actual, 500);
  }
}

TEST(SeriesForecastTest, OneMonthGoesOnAndHasNoError) {
  const Months months = {42};
  const auto forecast = ForecastSeries(months, 2);
  ASSERT_TRUE(forecast.has_value());
  EXPECT_EQ(forecast->method, ForecastMethod::kLastMonth);
  EXPECT_THAT(forecast->expected, ElementsAre(42, 42));
  EXPECT_TRUE(forecast->backtest.empty());
}

TEST(SeriesForecastTest, NothingKnownIsNoForecast) {
  EXPECT_FALSE(ForecastSeries({}, 3).has_value());
  const Months months = {std::nullopt, std::nullopt};
  EXPECT_FALSE(ForecastSeries(months, 3).has_value());
}

// What only ever cost does not begin to pay.
TEST(SeriesForecastTest, AFallEndsAtZero) {
  const Months months = {900, 700, 520, 310, 100, 0.5};
  const auto forecast = ForecastSeries(months, 12);
  ASSERT_TRUE(forecast.has_value());
  for (const double value : forecast->expected) EXPECT_GE(value, 0);
}

// 9,500.00 that ended: nothing goes on, and not the middle of both.
TEST(SeriesForecastTest, WhatEndedStaysEnded) {
  const Months months = {9500, 9500, 9500, 9500, 0, 0, 0};
  const auto forecast = ForecastSeries(months, 2);
  ASSERT_TRUE(forecast.has_value());
  EXPECT_THAT(forecast->expected, ElementsAre(0, 0));
}

// Billed once a year and nothing between, for two years.
TEST(SeriesForecastTest, NothingForThreeMonthsIsNoFlatFee) {
  Months months;
  for (int i = 0; i < 24; ++i) months.push_back(i % 12 == 0 ? 120000 : 0);
  const auto forecast = ForecastSeries(months, 12);
  ASSERT_TRUE(forecast.has_value());
  EXPECT_EQ(forecast->method, ForecastMethod::kSeasonal);
  EXPECT_NEAR(forecast->expected[0], 120000, 1e-6);
  EXPECT_NEAR(forecast->expected[1], 0, 1e-6);
}

// The same once a year, as a licence: seasons find it, the months between stay
// at nothing.
TEST(SeriesForecastTest, AYearlyBillComesBack) {
  Months months;
  for (int i = 0; i < 36; ++i)
    months.push_back(i % 12 == 2 ? 120000 : 10.0 + i % 3);
  const auto forecast = ForecastSeries(months, 12);
  ASSERT_TRUE(forecast.has_value());
  EXPECT_EQ(forecast->method, ForecastMethod::kSeasonal);
  EXPECT_NEAR(forecast->expected[2], 120000, 1);
  EXPECT_NEAR(forecast->expected[3], 10, 5);
}

}  // namespace
}  // namespace regisseur
