#include "core/forecast/standing_out.h"

#include <vector>

#include "gtest/gtest.h"

namespace regisseur {
namespace {

std::vector<Decimal> Decimals(std::vector<const char*> texts) {
  std::vector<Decimal> decimals;
  for (const char* text : texts) decimals.push_back(*Decimal::Parse(text));
  return decimals;
}

std::optional<StandingOut> Find(const char* value,
                                std::vector<const char*> before,
                                const StandingOutLimits& limits = {}) {
  return FindStandingOut(*Decimal::Parse(value), Decimals(std::move(before)),
                         limits)
      .value();
}

// Median of 1000, 1010, 990, 1005, 995 is 1000; distances 0, 10, 10, 5, 5 have
// the median 5. 0.6745 * 500 / 5 = 67.45.
TEST(StandingOutTest, HoldsAValueAgainstMedianAndDeviation) {
  const auto found =
      Find("1500.00", {"1000.00", "1010.00", "990.00", "1005.00", "995.00"});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->usual.ToString(), "1000.00");
  EXPECT_EQ(found->difference.ToString(), "500.00");
  EXPECT_EQ(found->deviations->ToString(), "67.5");
}

// 0.6745 * 100 / 20 = 3.3725 is below 3.5; 110 gives 3.70975.
TEST(StandingOutTest, TheThresholdIsInDeviations) {
  const std::vector<const char*> before = {"1000", "1020", "980", "1040",
                                           "960"};
  EXPECT_FALSE(Find("1100", before).has_value());
  EXPECT_TRUE(Find("1110", before).has_value());
  EXPECT_TRUE(Find("890", before).has_value());
}

TEST(StandingOutTest, BelowTheFloorNothingIsNews) {
  const std::vector<const char*> before = {"1.00", "1.01", "0.99"};
  EXPECT_FALSE(Find("90.00", before).has_value());
  EXPECT_TRUE(Find("90.00", before, {.floor = Decimal(50, 0)}).has_value());
}

TEST(StandingOutTest, ADifferenceFromAFlatFeeIsBeyondMeasure) {
  const auto found = Find("9900", {"9500", "9500", "9500", "9500"});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->difference.ToString(), "400");
  EXPECT_FALSE(found->deviations.has_value());
  EXPECT_FALSE(Find("9500", {"9500", "9500"}, {.floor = Decimal()}));
}

}  // namespace
}  // namespace regisseur
