#include "aggregator/operation/claim_watch.h"

#include "aggregator/answers/service_levels_fixture.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

class ClaimWatchTest : public ServiceLevelsFixture {
 protected:
  std::string Counted(const ClaimWatch& watch) {
    const auto counts = watch.Count(cio_);
    EXPECT_TRUE(counts.ok()) << counts.status();
    return absl::StrCat(counts->eligible, " ", counts->expiring);
  }
};

// Two hours down in October: to be claimed by 30 December.
TEST_F(ClaimWatchTest, CountsWhatCanBeClaimedAndWhatExpiresWithinTwoWeeks) {
  const ClaimWatch watch(answers());
  EXPECT_EQ(Counted(watch), "0 0");
  Register();
  Watch("page",
        {{Local(9, 20), State::kOperational},
         {Local(10, 6, 10), State::kMajorOutage},
         {Local(10, 6, 12), State::kOperational}},
        Local(11, 5));
  EXPECT_EQ(Counted(watch), "0 0") << "counted anew after five minutes";
  clock_.Advance(absl::Minutes(5));
  EXPECT_EQ(Counted(watch), "1 0");
  clock_.Set(At("2026-12-15T12:00:00Z"));
  EXPECT_EQ(Counted(watch), "1 0");
  clock_.Set(At("2026-12-16T12:00:00Z"));
  EXPECT_EQ(Counted(watch), "1 1");
  clock_.Set(At("2026-12-31T12:00:00Z"));
  EXPECT_EQ(Counted(watch), "0 0");
}

}  // namespace
}  // namespace regisseur
