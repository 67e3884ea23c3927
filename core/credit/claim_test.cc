#include "core/credit/claim.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

using enum ClaimState;

TEST(ClaimTest, MovesForwardOnly) {
  const std::pair<ClaimState, ClaimState> allowed[] = {
      {kEligible, kFiled},       {kFiled, kGranted}, {kFiled, kRefused},
      {kGranted, kReceived},     {kRefused, kFiled}, {kEligible, kNotClaimed},
      {kDueOnInvoice, kReceived}};
  for (const auto& [from, to] : allowed) {
    EXPECT_TRUE(CheckClaimMove(from, to).ok()) << ClaimStateWord(from);
  }
  const std::pair<ClaimState, ClaimState> refused[] = {
      {kEligible, kGranted}, {kExpired, kFiled},    {kReceived, kFiled},
      {kFiled, kEligible},   {kNotClaimed, kFiled}, {kEligible, kExpired}};
  for (const auto& [from, to] : refused) {
    EXPECT_EQ(CheckClaimMove(from, to).code(),
              absl::StatusCode::kFailedPrecondition)
        << ClaimStateWord(from);
  }
  EXPECT_EQ(CheckClaimMove(kEligible, kGranted).message(),
            "a claim that is eligible cannot become granted; possible are "
            "filed, not_claimed");
}

TEST(ClaimTest, TheLastDayIsStillInTime) {
  const absl::CivilDay by(2026, 12, 30);
  EXPECT_EQ(ClaimStateOn(kEligible, by, by), kEligible);
  EXPECT_EQ(ClaimStateOn(kEligible, by, by + 1), kExpired);
  EXPECT_EQ(ClaimStateOn(kFiled, by, by + 1), kFiled);
}

}  // namespace
}  // namespace regisseur
