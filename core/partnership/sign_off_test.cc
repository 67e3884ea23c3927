#include "core/partnership/sign_off.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

const SignedFigures kMet = {{"availability@2026-10-31", "99.950000 met"}};
const SignedFigures kMissed = {
    {"availability@2026-10-31", "99.700000 breached"}};
constexpr Participant kUs = Participant::kCustomer;
constexpr Participant kThem = Participant::kProvider;

TEST(SignOffTest, TheSameFiguresUnderBothNamesAreFrozen) {
  SignOffStanding standing;
  EXPECT_TRUE(CheckMaySignOff(standing, kThem, kMet).ok());
  standing.provider = kMet;
  EXPECT_EQ(standing.State(), SignOffState::kOneSide);
  EXPECT_THAT(CheckMaySignOff(standing, kThem, kMet).message(),
              HasSubstr("signed these figures before"));
  EXPECT_TRUE(CheckMaySignOff(standing, kUs, kMet).ok());
  standing.customer = kMet;
  EXPECT_EQ(standing.State(), SignOffState::kFrozen);
  EXPECT_THAT(CheckMaySignOff(standing, kUs, kMissed).message(),
              HasSubstr("frozen"));
}

TEST(SignOffTest, NobodySignsUnderOtherFigures) {
  SignOffStanding standing{.customer = std::nullopt, .provider = kMet};
  EXPECT_THAT(CheckMaySignOff(standing, kUs, kMissed).message(),
              HasSubstr("availability@2026-10-31 was 99.950000 met and is "
                        "99.700000 breached"));
  // Who signed before signs what changed anew.
  EXPECT_TRUE(CheckMaySignOff(standing, kThem, kMissed).ok());
  standing.customer = kMissed;
  EXPECT_EQ(standing.State(), SignOffState::kDifferent);
  EXPECT_TRUE(CheckMaySignOff(standing, kThem, kMissed).ok());
}

}  // namespace
}  // namespace regisseur
