#include "core/credit/claim_account.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = ClaimStep::Kind;

Decimal D(absl::string_view text) { return Decimal::Parse(text).value(); }
ClaimStep Step(Kind kind, absl::string_view amount = "0") {
  return {kind, D(amount)};
}
ClaimAccount Fold(std::vector<ClaimStep> steps,
                  ClaimState begun = ClaimState::kEligible,
                  absl::string_view amount = "950.00") {
  return FoldClaim(begun, D(amount), steps).value();
}

TEST(ClaimAccountTest, WhatWasFiledIsFrozen) {
  const ClaimAccount account =
      Fold({Step(Kind::kFiled, "950.00")}, ClaimState::kEligible, "1200.00");
  EXPECT_EQ(account.state, ClaimState::kFiled);
  EXPECT_EQ(account.claimed, D("950.00"));
  EXPECT_EQ(account.open, D("950.00"));
}

// USERS S6: 795.35 + 1,004.65 = 1,800.00 are due; 1,750.00 come in, 50.00 stay
// open.
TEST(ClaimAccountTest, MoneyThatComesInPartlyLeavesTheRestOpen) {
  const auto shares = SpreadReceipt(D("1750.00"), {D("795.35"), D("1004.65")});
  ASSERT_TRUE(shares.ok()) << shares.status();
  EXPECT_THAT(*shares, ElementsAre(D("795.35"), D("954.65")));
  const ClaimAccount first = Fold({Step(Kind::kReceived, "795.35")},
                                  ClaimState::kDueOnInvoice, "795.35");
  EXPECT_EQ(first.state, ClaimState::kReceived);
  EXPECT_EQ(first.open, D("0"));
  const ClaimAccount second = Fold({Step(Kind::kReceived, "954.65")},
                                   ClaimState::kDueOnInvoice, "1004.65");
  EXPECT_EQ(second.state, ClaimState::kDueOnInvoice);
  EXPECT_EQ(second.claimed, D("1004.65"));
  EXPECT_EQ(second.received, D("954.65"));
  EXPECT_EQ(second.open, D("50.00"));
  const ClaimAccount waived =
      Fold({Step(Kind::kReceived, "954.65"),
            Step(Kind::kWaiverProposed, "50.00"), Step(Kind::kWaived, "50.00")},
           ClaimState::kDueOnInvoice, "1004.65");
  EXPECT_EQ(waived.state, ClaimState::kReceived);
  EXPECT_EQ(waived.open, D("0"));
  EXPECT_EQ(waived.waived, D("50.00"));
}

// 800.00 of 950.00 are granted: 800.00 are to come in, and 150.00 are refused.
TEST(ClaimAccountTest, WhatIsOpenOfAPartlyGrantedClaimIsWhatWasGranted) {
  const std::vector<ClaimStep> granted = {Step(Kind::kFiled, "950.00"),
                                          Step(Kind::kGranted, "800.00")};
  ClaimAccount account = Fold(granted);
  EXPECT_EQ(account.state, ClaimState::kGranted);
  EXPECT_EQ(account.open, D("800.00"));
  EXPECT_EQ(account.not_granted, D("150.00"));
  EXPECT_EQ(account.unsettled, D("950.00"));
  EXPECT_EQ(WaivedBy(account), D("150.00"));

  const auto then = [&](std::vector<ClaimStep> more) {
    std::vector<ClaimStep> steps = granted;
    steps.insert(steps.end(), more.begin(), more.end());
    return Fold(steps);
  };
  account = then({Step(Kind::kReceived, "300.00")});
  EXPECT_EQ(account.state, ClaimState::kGranted);
  EXPECT_EQ(account.open, D("500.00"));
  // Nothing vanishes: the rest waits for somebody's decision.
  account = then({Step(Kind::kReceived, "800.00")});
  EXPECT_EQ(account.state, ClaimState::kRefused);
  EXPECT_EQ(account.open, D("150.00"));
  EXPECT_TRUE(CheckClaimStep(account, Step(Kind::kFiled, "950.00")).ok());
  account =
      then({Step(Kind::kReceived, "800.00"), Step(Kind::kFiled, "950.00")});
  EXPECT_EQ(account.state, ClaimState::kFiled);
  EXPECT_EQ(account.open, D("150.00"));
  // The rest may be given up before the money comes in, or after.
  account = then(
      {Step(Kind::kWaiverProposed, "150.00"), Step(Kind::kWaived, "150.00")});
  EXPECT_EQ(account.state, ClaimState::kGranted);
  EXPECT_EQ(account.open, D("800.00"));
  EXPECT_EQ(account.not_granted, D("0"));
  account = then({Step(Kind::kReceived, "800.00"),
                  Step(Kind::kWaiverProposed, "150.00"),
                  Step(Kind::kWaived, "150.00")});
  EXPECT_EQ(account.state, ClaimState::kReceived);
  EXPECT_EQ(account.open, D("0"));
  // More than was granted may come in, and no more than was claimed.
  EXPECT_TRUE(
      CheckClaimStep(Fold(granted), Step(Kind::kReceived, "950.00")).ok());
  EXPECT_EQ(then({Step(Kind::kReceived, "950.00")}).state,
            ClaimState::kReceived);
  EXPECT_FALSE(
      CheckClaimStep(Fold(granted), Step(Kind::kReceived, "950.01")).ok());
}

// 30.00 of 100.00 came in before the partner granted the 70.00 that were open:
// that is all of it. Nothing of it is refused.
TEST(ClaimAccountTest, WhatCameInBeforeIsGrantedWithTheRest) {
  std::vector<ClaimStep> steps = {Step(Kind::kFiled, "100.00"),
                                  Step(Kind::kReceived, "30.00"),
                                  Step(Kind::kGranted, "70.00")};
  ClaimAccount account = Fold(steps);
  EXPECT_EQ(account.state, ClaimState::kGranted);
  EXPECT_EQ(account.granted, D("100.00"));
  EXPECT_EQ(account.not_granted, D("0"));
  EXPECT_EQ(account.open, D("70.00"));
  // Filed anew for the 150.00 that were refused of 950.00, and granted.
  account = Fold({Step(Kind::kFiled, "950.00"), Step(Kind::kGranted, "800.00"),
                  Step(Kind::kReceived, "800.00"), Step(Kind::kFiled, "950.00"),
                  Step(Kind::kGranted, "150.00")});
  EXPECT_EQ(account.state, ClaimState::kGranted);
  EXPECT_EQ(account.granted, D("950.00"));
  EXPECT_EQ(account.open, D("150.00"));
}

TEST(ClaimAccountTest, AWaiverThatWasRefusedLeavesTheClaimAsItWas) {
  const ClaimAccount proposed = Fold({Step(Kind::kWaiverProposed, "950.00")});
  EXPECT_EQ(proposed.state, ClaimState::kEligible);
  EXPECT_TRUE(proposed.waiver_proposed);
  EXPECT_EQ(proposed.claimed, std::nullopt);
  const ClaimAccount refused =
      Fold({Step(Kind::kWaiverProposed, "950.00"), Step(Kind::kWaiverRefused)});
  EXPECT_EQ(refused.state, ClaimState::kEligible);
  EXPECT_FALSE(refused.waiver_proposed);
  const ClaimAccount waived =
      Fold({Step(Kind::kWaiverProposed, "950.00"), Step(Kind::kWaived, "950")});
  EXPECT_EQ(waived.state, ClaimState::kNotClaimed);
  EXPECT_EQ(waived.open, D("0"));
}

TEST(ClaimAccountTest, SaysWhatCannotFollow) {
  const std::vector<ClaimStep> filed = {Step(Kind::kFiled, "950.00")};
  struct Case {
    std::vector<ClaimStep> steps;
    ClaimStep next;
    absl::StatusCode code;
    std::string says;
  };
  for (const Case& c : {
           Case{{}, Step(Kind::kFiled, "950.00"), absl::StatusCode::kOk, ""},
           Case{{},
                Step(Kind::kGranted, "950.00"),
                absl::StatusCode::kFailedPrecondition,
                "eligible cannot become granted"},
           Case{filed, Step(Kind::kGranted, "900.00"), absl::StatusCode::kOk,
                ""},
           Case{filed, Step(Kind::kGranted, "950.01"),
                absl::StatusCode::kInvalidArgument,
                "more than the 950.00 that is open"},
           Case{filed, Step(Kind::kReceived, "950.00"), absl::StatusCode::kOk,
                ""},
           Case{filed, Step(Kind::kReceived, "0"),
                absl::StatusCode::kInvalidArgument, "not above zero"},
           Case{filed, Step(Kind::kDenied), absl::StatusCode::kOk, ""},
           Case{filed, Step(Kind::kWaived, "950.00"),
                absl::StatusCode::kFailedPrecondition, "nobody proposes"},
           Case{{Step(Kind::kWaiverProposed, "950.00")},
                Step(Kind::kFiled, "950.00"),
                absl::StatusCode::kFailedPrecondition,
                "somebody proposes to waive"},
           Case{{Step(Kind::kFiled, "950"), Step(Kind::kReceived, "950")},
                Step(Kind::kReceived, "1"),
                absl::StatusCode::kFailedPrecondition,
                "it is closed"},
       }) {
    const absl::Status status = CheckClaimStep(Fold(c.steps), c.next);
    EXPECT_EQ(status.code(), c.code) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.says));
  }
}

TEST(ClaimAccountTest, MoreThanWhatIsOpenIsNotSpread) {
  EXPECT_EQ(
      SpreadReceipt(D("1800.01"), {D("795.35"), D("1004.65")}).status().code(),
      absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(SpreadReceipt(D("0"), {D("1")}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(*SpreadReceipt(D("10"), {D("10"), D("5")}),
              ElementsAre(D("10"), D("0")));
}

}  // namespace
}  // namespace regisseur
