#include "core/base/clock.h"

#include "core/base/fake_clock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(FakeClockTest, StandsStillUntilMoved) {
  const absl::Time start = absl::FromUnixSeconds(1'000'000);
  FakeClock clock(start);
  EXPECT_EQ(clock.Now(), start);
  clock.Advance(absl::Seconds(5));
  EXPECT_EQ(clock.Now(), start + absl::Seconds(5));
  clock.Set(start);
  EXPECT_EQ(clock.Now(), start);
}

TEST(SystemClockTest, IsThisCentury) {
  EXPECT_GT(SystemClock().Now(), absl::FromUnixSeconds(1'600'000'000));
}

}  // namespace
}  // namespace regisseur
