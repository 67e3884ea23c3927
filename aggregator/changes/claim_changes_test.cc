#include "aggregator/changes/claim_changes.h"

#include "aggregator/changes/matter_fixture.h"
#include "aggregator/storage/chain_verifier.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Role = Principal::Role;

class ClaimChangesTest : public MatterFixture {
 protected:
  static Decimal D(absl::string_view text) {
    return Decimal::Parse(text).value();
  }
  static DueClaim Due(const std::string& objective, absl::string_view amount,
                      ClaimState state = ClaimState::kEligible) {
    DueClaim due;
    due.subject = {
        .kind = MatterKind::kClaim,
        .name = absl::StrCat("hosting-2026/", objective, "/2026-10-31"),
        .provider = "cloudnine",
        .contract = "hosting-2026",
        .objective = objective,
        .range = {At("2026-09-30T22:00:00Z"), At("2026-10-31T23:00:00Z")}};
    due.state = state;
    due.currency = "EUR";
    due.amount = D(amount);
    due.basis = {{"attained", "99.71"}};
    due.claim_by = "2026-12-31";
    return due;
  }
  ClaimAccount AccountOfClaim(const std::string& id) const {
    const auto matter = matters_.Find(who_, MatterKind::kClaim, id);
    EXPECT_TRUE(matter.ok() && matter->has_value()) << id;
    return AccountOf(**matter).value();
  }
  absl::StatusOr<std::string> FileIt(const DueClaim& due,
                                     const std::string& request) {
    return claims_.File(manager_, Request(request),
                        {.id = due.subject.name, .document = "letter 12"}, due);
  }

  ClaimChanges claims_{acts_, matters_, directory_, clock_, {"0.1.0", "2025b"}};
};

TEST_F(ClaimChangesTest, WhatIsFiledIsFrozenWithWhatItRestsOn) {
  const auto id = FileIt(Due("availability", "950.00"), "r1");
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(*id, "hosting-2026/availability/2026-10-31");
  const Matter matter = **matters_.Find(who_, MatterKind::kClaim, *id);
  EXPECT_EQ(matter.LastValue("attained"), "99.71");
  EXPECT_EQ(matter.LastValue("program"), "0.1.0");
  EXPECT_EQ(matter.LastValue(kClaimBy), "2026-12-31");
  EXPECT_EQ(AccountOfClaim(*id).claimed, D("950.00"));
  // A second time it is filed already.
  EXPECT_EQ(FileIt(Due("availability", "800.00"), "r2").status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(AccountOfClaim(*id).claimed, D("950.00"));
  EXPECT_EQ(Trail()[0].chain, "cloudnine");
  EXPECT_TRUE(ChainVerifier(*database_).Verify(who_)->sound());
}

TEST_F(ClaimChangesTest, WhatHasExpiredCannotBeFiled) {
  const auto late =
      FileIt(Due("availability", "950.00", ClaimState::kExpired), "r1");
  EXPECT_EQ(late.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(late.status().message()), HasSubstr("expired"));
}

TEST_F(ClaimChangesTest, AnUnknownAmountHasToBeNamed) {
  DueClaim due = Due("availability", "0");
  due.amount.reset();
  EXPECT_EQ(FileIt(due, "r1").status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(claims_
                  .File(manager_, Request("r2"),
                        {.id = due.subject.name,
                         .document = "letter 12",
                         .amount = D("500.00")},
                        due)
                  .ok());
}

TEST_F(ClaimChangesTest, TheProviderGrantsOrRefuses) {
  const auto id = FileIt(Due("availability", "950.00"), "r1");
  const Principal agent = Provider("cloudnine");
  EXPECT_EQ(
      claims_
          .Refuse(Provider("other"), Request("x"), {.id = *id, .reason = "no"})
          .status()
          .code(),
      absl::StatusCode::kNotFound);
  EXPECT_EQ(claims_.Refuse(agent, Request("r2"), {.id = *id}).status().code(),
            absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(claims_
                  .Refuse(agent, Request("r3"),
                          {.id = *id, .reason = "it was your firewall"})
                  .ok());
  EXPECT_EQ(AccountOfClaim(*id).state, ClaimState::kRefused);
  // Filed anew with better evidence, for what was claimed.
  ASSERT_TRUE(FileIt(Due("availability", "1200.00"), "r4").ok());
  EXPECT_EQ(AccountOfClaim(*id).claimed, D("950.00"));
  ASSERT_TRUE(
      claims_.Grant(agent, Request("r5"), {.id = *id, .amount = D("900.00")})
          .ok());
  EXPECT_EQ(AccountOfClaim(*id).state, ClaimState::kGranted);
  EXPECT_EQ(AccountOfClaim(*id).granted, D("900.00"));
}

// USERS S6: 795.35 + 1,004.65 = 1,800.00 due; a credit note of 1,750.00 net and
// 367.50 VAT leaves 50.00 open; the contract manager who proposes to waive it
// is refused; a second person's yes is in the audit trail.
TEST_F(ClaimChangesTest, AReceiptIsSpreadAndTheRestIsWaivedByTwo) {
  const DueClaim first =
      Due("availability", "795.35", ClaimState::kDueOnInvoice);
  const DueClaim second = Due("restore", "1004.65", ClaimState::kDueOnInvoice);
  const auto received = claims_.Receive(manager_, Request("r1"),
                                        {.claims = {first, second},
                                         .net = D("1750.00"),
                                         .vat = "367.50",
                                         .document = "credit note 2026-118"});
  ASSERT_TRUE(received.ok()) << received.status();
  EXPECT_THAT(*received, ElementsAre(first.subject.name, second.subject.name));
  EXPECT_EQ(AccountOfClaim(first.subject.name).state, ClaimState::kReceived);
  const ClaimAccount open = AccountOfClaim(second.subject.name);
  EXPECT_EQ(open.received, D("954.65"));
  EXPECT_EQ(open.open, D("50.00"));
  EXPECT_EQ(open.state, ClaimState::kDueOnInvoice);

  const ClaimChanges::Move waive{.id = second.subject.name,
                                 .reason = "not worth the letter"};
  ASSERT_TRUE(
      claims_.ProposeWaiver(manager_, Request("w1"), waive, second).ok());
  EXPECT_EQ(claims_.AnswerWaiver(manager_, Request("w2"), waive, true)
                .status()
                .code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(claims_
                .AnswerWaiver(Person("poor", Role::kController, 49),
                              Request("w3"), waive, true)
                .status()
                .code(),
            absl::StatusCode::kPermissionDenied);
  ASSERT_TRUE(claims_.AnswerWaiver(cio_, Request("w4"), waive, true).ok());
  EXPECT_EQ(AccountOfClaim(second.subject.name).open, D("0"));
  const std::vector<ActRecord> trail = Trail();
  ASSERT_THAT(trail, SizeIs(3));
  EXPECT_EQ(trail[0].identity, "cio");
  EXPECT_EQ(trail[0].subject, "claim " + second.subject.name);
  // What we think of giving up is not for the provider's chain.
  EXPECT_EQ(trail[0].chain, "portfolio");
  EXPECT_EQ(trail[1].chain, "portfolio");
  EXPECT_EQ(trail[2].chain, "cloudnine");
}

TEST_F(ClaimChangesTest, MoreThanIsOpenIsNotReceived) {
  const auto received = claims_.Receive(manager_, Request("r1"),
                                        {.claims = {Due("availability", "10")},
                                         .net = D("10.01"),
                                         .document = "note"});
  EXPECT_EQ(received.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Trail(), SizeIs(0));
  DueClaim dollars = Due("restore", "10", ClaimState::kDueOnInvoice);
  dollars.currency = "USD";
  EXPECT_EQ(
      claims_
          .Receive(
              manager_, Request("r2"),
              {.claims = {Due("availability", "10", ClaimState::kDueOnInvoice),
                          dollars},
               .net = D("20"),
               .document = "note"})
          .status()
          .code(),
      absl::StatusCode::kInvalidArgument);
}

TEST_F(ClaimChangesTest, AClaimThatIsNamedTwiceIsNotPaidTwice) {
  const DueClaim due = Due("availability", "91.71", ClaimState::kDueOnInvoice);
  const auto twice = claims_.Receive(
      manager_, Request("r1"),
      {.claims = {due, due}, .net = D("100.00"), .document = "note"});
  EXPECT_EQ(twice.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(twice.status().message()),
              HasSubstr("is named twice"));
  const auto more = claims_.Receive(
      manager_, Request("r2"),
      {.claims = {due}, .net = D("100.00"), .document = "note"});
  EXPECT_THAT(std::string(more.status().message()),
              HasSubstr("100.00 is more than the 91.71 that is open"));
  EXPECT_THAT(Trail(), SizeIs(0));
}

TEST_F(ClaimChangesTest, MoneyForWhatWasNeverFiledIsRefused) {
  EXPECT_EQ(claims_
                .Receive(manager_, Request("r1"),
                         {.claims = {Due("availability", "10")},
                          .net = D("10"),
                          .document = "note"})
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(ClaimChangesTest, AWaiverThatIsRefusedLeavesTheClaimToBeFiled) {
  const DueClaim due = Due("availability", "950.00");
  const ClaimChanges::Move waive{.id = due.subject.name, .reason = "peace"};
  ASSERT_TRUE(claims_.ProposeWaiver(manager_, Request("w1"), waive, due).ok());
  EXPECT_EQ(FileIt(due, "f1").status().code(),
            absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(claims_.AnswerWaiver(cio_, Request("w2"), waive, false).ok());
  ASSERT_TRUE(FileIt(due, "f2").ok());
  EXPECT_EQ(AccountOfClaim(due.subject.name).state, ClaimState::kFiled);
}

}  // namespace
}  // namespace regisseur
