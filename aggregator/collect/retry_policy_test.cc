#include "aggregator/collect/retry_policy.h"

#include "absl/random/random.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(RetryPolicyTest, DoublesWithAFifthOfJitterUpToTheLongest) {
  const RetryOptions options;
  absl::BitGen gen;
  // 5 s, 10 s, 20 s, ... and 20 % to either side.
  absl::Duration middle = absl::Seconds(5);
  for (int failures = 1; failures < options.breaker_after; ++failures) {
    for (int i = 0; i < 100; ++i) {
      const absl::Duration backoff =
          ComputeBackoff(options, failures, absl::ZeroDuration(), gen);
      EXPECT_GE(backoff, middle * 0.8);
      EXPECT_LE(backoff, middle * 1.2);
    }
    middle *= 2;
  }
}

TEST(RetryPolicyTest, TheOpenBreakerWaitsTheLongest) {
  RetryOptions options;
  options.breaker_after = 3;
  absl::BitGen gen;
  EXPECT_FALSE(IsBreakerOpen(options, 2));
  EXPECT_TRUE(IsBreakerOpen(options, 3));
  EXPECT_GE(ComputeBackoff(options, 3, absl::ZeroDuration(), gen),
            options.longest_backoff * 0.8);
  // A million failures overflow nothing.
  EXPECT_LE(ComputeBackoff(options, 1000000, absl::ZeroDuration(), gen),
            options.longest_backoff * 1.2);
}

TEST(RetryPolicyTest, NeverComesBackBeforeThePartnerSaid) {
  absl::BitGen gen;
  EXPECT_EQ(ComputeBackoff(RetryOptions(), 1, absl::Hours(2), gen),
            absl::Hours(2));
}

TEST(RetryPolicyTest, SpreadsFirstTurnsTheSameWayEachTime) {
  const absl::Duration a = FirstTurnOffset("a", absl::Minutes(5));
  EXPECT_EQ(a, FirstTurnOffset("a", absl::Minutes(5)));
  EXPECT_NE(a, FirstTurnOffset("b", absl::Minutes(5)));
  EXPECT_LT(FirstTurnOffset("a", absl::Seconds(1)), absl::Seconds(1));
}

}  // namespace
}  // namespace regisseur
