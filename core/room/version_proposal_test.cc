#include "core/room/version_proposal.h"

#include <vector>

#include "gtest/gtest.h"

namespace regisseur {
namespace {

constexpr absl::CivilDay kFrom(2027, 1, 1);
constexpr absl::CivilDay kToday(2026, 11, 1);
using M = MatterMove;

VersionStanding Stand(const std::vector<VersionStep>& steps,
                      absl::CivilDay today = kToday) {
  return FoldVersion(steps, kFrom, today);
}

TEST(VersionProposalTest, IsAgreedOnceBothSidesAccepted) {
  std::vector<VersionStep> steps = {{M::kProposed, Side::kProvider},
                                    {M::kCommented, Side::kCustomer},
                                    {M::kAccepted, Side::kCustomer}};
  EXPECT_EQ(Stand(steps).state, VersionState::kOpen);
  EXPECT_TRUE(Stand(steps).accepted_by_customer);
  EXPECT_TRUE(absl::IsFailedPrecondition(
      CheckVersionStep(Stand(steps), {M::kAccepted, Side::kCustomer})));
  EXPECT_TRUE(
      CheckVersionStep(Stand(steps), {M::kAccepted, Side::kProvider}).ok());
  steps.push_back({M::kAccepted, Side::kProvider});
  EXPECT_EQ(Stand(steps).state, VersionState::kAgreed);
  // What is agreed stays so when its day has come, and is not undone.
  EXPECT_EQ(Stand(steps, kFrom + 1).state, VersionState::kAgreed);
  EXPECT_TRUE(absl::IsFailedPrecondition(
      CheckVersionStep(Stand(steps), {M::kWithdrawn, Side::kProvider})));
}

TEST(VersionProposalTest, EndsWithoutBothSides) {
  EXPECT_EQ(
      Stand({{M::kProposed, Side::kCustomer}, {M::kAnswered, Side::kProvider}})
          .state,
      VersionState::kAnswered);
  EXPECT_EQ(
      Stand({{M::kProposed, Side::kCustomer}, {M::kWithdrawn, Side::kCustomer}})
          .state,
      VersionState::kWithdrawn);
  // The day itself is still in time.
  EXPECT_EQ(Stand({{M::kProposed, Side::kCustomer}}, kFrom).state,
            VersionState::kOpen);
  EXPECT_EQ(Stand({{M::kProposed, Side::kCustomer}}, kFrom + 1).state,
            VersionState::kExpired);
}

}  // namespace
}  // namespace regisseur
