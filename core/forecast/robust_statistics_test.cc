#include "core/forecast/robust_statistics.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(RobustStatisticsTest, TheMedianIsTheMiddle) {
  EXPECT_EQ(Median({3, 1, 2}), 2);
  EXPECT_EQ(Median({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(Median({7}), 7);
}

// Four of five values are at most 4, so 4 is the 0.8 quantile of 1 to 5.
TEST(RobustStatisticsTest, AQuantileIsAValueThatOccurred) {
  EXPECT_EQ(Quantile({5, 3, 1, 4, 2}, 0.8), 4);
  EXPECT_EQ(Quantile({5, 3, 1, 4, 2}, 1.0), 5);
  EXPECT_EQ(Quantile({2, 1}, 0.1), 1);
}

// Points (0, 1), (1, 3), (2, 5), (3, 100): slopes 2, 2, 33, 2, 48.5, 95; their
// median is (2 + 33) / 2 = 17.5. With the outlier at the end of five points
// (0, 1), (1, 3), (2, 5), (3, 7), (4, 100) six of ten slopes are 2.
TEST(RobustStatisticsTest, ALineIgnoresAnOutlier) {
  const auto line = FitRobustLine({{0, 1}, {1, 3}, {2, 5}, {3, 7}, {4, 100}});
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->slope, 2);
  EXPECT_EQ(line->intercept, 1);
  EXPECT_EQ(FitRobustLine({{0, 1}, {1, 3}, {2, 5}, {3, 100}})->slope, 17.5);
  EXPECT_FALSE(FitRobustLine({{0, 1}}).has_value());
}

}  // namespace
}  // namespace regisseur
