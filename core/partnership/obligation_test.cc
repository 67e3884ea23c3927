#include "core/partnership/obligation.h"

#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;

absl::Time At(absl::string_view text) { return ParseInstant(text).value(); }
// The end of 2026-11-05.
const absl::Time kDue = At("2026-11-06T00:00:00Z");

ObligationStanding Fold(const std::vector<ObligationEvent>& events,
                        absl::string_view now) {
  return FoldObligation(events, kDue, At(now));
}

TEST(FoldObligationTest, KeptOnTheLastMomentLateOnTheNext) {
  const ObligationEvent promised{MatterMove::kPromised,
                                 At("2026-11-01T09:00:00Z")};
  EXPECT_FALSE(
      Fold({promised, {MatterMove::kFulfilled, At("2026-11-05T23:59:59Z")}},
           "2026-12-01T00:00:00Z")
          .late);
  EXPECT_TRUE(
      Fold({promised, {MatterMove::kFulfilled, kDue}}, "2026-12-01T00:00:00Z")
          .late);
  EXPECT_FALSE(Fold({promised}, "2026-11-05T23:59:59Z").late);
  EXPECT_TRUE(Fold({promised}, "2026-11-06T00:00:00Z").late);
}

// Two days and three hours of waiting move the due moment by as much.
TEST(FoldObligationTest, TimeThatItWaitsDoesNotCount) {
  const ObligationStanding standing =
      Fold({{MatterMove::kPromised, At("2026-11-01T09:00:00Z")},
            {MatterMove::kWaiting, At("2026-11-02T09:00:00Z")},
            {MatterMove::kResumed, At("2026-11-04T12:00:00Z")},
            {MatterMove::kFulfilled, At("2026-11-08T02:59:00Z")}},
           "2026-12-01T00:00:00Z");
  EXPECT_EQ(standing.due, At("2026-11-08T03:00:00Z"));
  EXPECT_EQ(standing.waited, absl::Hours(51));
  EXPECT_FALSE(standing.late);
}

TEST(FoldObligationTest, WhatWaitsNowGetsLaterAllTheTime) {
  const std::vector<ObligationEvent> events = {
      {MatterMove::kPromised, At("2026-11-01T09:00:00Z")},
      {MatterMove::kWaiting, At("2026-11-05T00:00:00Z")}};
  const ObligationStanding standing = Fold(events, "2026-11-20T00:00:00Z");
  EXPECT_EQ(standing.state, ObligationState::kWaiting);
  EXPECT_EQ(standing.due, At("2026-11-21T00:00:00Z"));
  EXPECT_FALSE(standing.late);
  EXPECT_EQ(TimeWithin(standing.waits, {At("2026-11-10T00:00:00Z"),
                                        At("2026-11-12T00:00:00Z")}),
            absl::Hours(48));
}

TEST(FoldObligationTest, WhatWasLateBeforeItWaitedStaysLate) {
  EXPECT_TRUE(Fold({{MatterMove::kPromised, At("2026-11-01T09:00:00Z")},
                    {MatterMove::kWaiting, At("2026-11-07T00:00:00Z")}},
                   "2026-11-20T00:00:00Z")
                  .late);
}

TEST(FoldObligationTest, WhatNobodyOwesIsNeverLate) {
  const ObligationEvent asked{MatterMove::kProposed,
                              At("2026-11-01T09:00:00Z")};
  EXPECT_FALSE(Fold({asked}, "2026-12-01T00:00:00Z").late);
  EXPECT_FALSE(Fold({asked, {MatterMove::kRefused, At("2026-11-02T00:00:00Z")}},
                    "2026-12-01T00:00:00Z")
                   .Counts());
  EXPECT_TRUE(Fold({asked, {MatterMove::kPromised, At("2026-11-02T00:00:00Z")}},
                   "2026-12-01T00:00:00Z")
                  .late);
}

TEST(FoldObligationTest, NotDoneAfterAllItsTimeRunsOn) {
  const ObligationStanding standing =
      Fold({{MatterMove::kPromised, At("2026-11-01T09:00:00Z")},
            {MatterMove::kFulfilled, At("2026-11-02T00:00:00Z")},
            {MatterMove::kReopened, At("2026-11-03T00:00:00Z")}},
           "2026-11-07T00:00:00Z");
  EXPECT_EQ(standing.state, ObligationState::kPromised);
  EXPECT_TRUE(standing.late);
}

TEST(CheckObligationMoveTest, WhoOwesAndWhoIsOwed) {
  using Code = absl::StatusCode;
  const Participant us = Participant::kCustomer;
  const Participant them = Participant::kProvider;
  // The customer asked the provider for something.
  const auto check = [&](ObligationState state, Participant mover,
                         MatterMove move) {
    return CheckObligationMove(state, them, us, mover, move).code();
  };
  EXPECT_EQ(check(ObligationState::kAsked, them, MatterMove::kPromised),
            Code::kOk);
  EXPECT_EQ(check(ObligationState::kAsked, us, MatterMove::kPromised),
            Code::kPermissionDenied);
  EXPECT_EQ(check(ObligationState::kAsked, us, MatterMove::kWithdrawn),
            Code::kOk);
  EXPECT_EQ(check(ObligationState::kPromised, them, MatterMove::kWithdrawn),
            Code::kPermissionDenied);
  EXPECT_EQ(check(ObligationState::kPromised, them, MatterMove::kFulfilled),
            Code::kOk);
  EXPECT_EQ(check(ObligationState::kPromised, us, MatterMove::kFulfilled),
            Code::kPermissionDenied);
  EXPECT_EQ(check(ObligationState::kFulfilled, us, MatterMove::kReopened),
            Code::kOk);
  EXPECT_EQ(check(ObligationState::kFulfilled, them, MatterMove::kReopened),
            Code::kPermissionDenied);
  EXPECT_EQ(check(ObligationState::kWaiting, us, MatterMove::kResumed),
            Code::kOk);
  EXPECT_EQ(check(ObligationState::kWithdrawn, them, MatterMove::kWaiting),
            Code::kFailedPrecondition);
}

}  // namespace
}  // namespace regisseur
