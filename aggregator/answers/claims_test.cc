#include "aggregator/answers/claims.h"

#include "aggregator/answers/service_levels_fixture.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using enum OperationalState;

class ClaimsTest : public ServiceLevelsFixture {
 protected:
  static constexpr char kOctober[] = "hosting-2026/availability/2026-10-31";

  // Two hours down on 6 October: 7,200 of 2,682,000 s, 99.731543 %.
  void GoDownInOctober() {
    Watch("page",
          {{Local(9, 20), kOperational},
           {Local(10, 6, 10), kMajorOutage},
           {Local(10, 6, 12), kOperational}},
          Local(11, 5));
  }
  ClaimsAnswer List(const ClaimsQuestion& question = {}, AsOf as_of = {}) {
    auto answer = answers().ListClaims(cio_, question, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : ClaimsAnswer();
  }
  // The only one.
  ClaimRow One(const ClaimsQuestion& question = {}, AsOf as_of = {}) {
    ClaimsAnswer answer = List(question, as_of);
    EXPECT_THAT(answer.claims, SizeIs(1));
    return answer.claims.empty() ? ClaimRow() : answer.claims.front();
  }
  static MatterSubject OctoberClaim() {
    return {.kind = MatterKind::kClaim,
            .name = kOctober,
            .provider = "cloudnine",
            .contract = "hosting-2026",
            .objective = "availability",
            .range = {Local(10, 1), Local(11, 1)}};
  }
  void FileOctober(const std::string& due, const std::string& named = "") {
    Settle(OctoberClaim(), MatterMove::kFiled,
           {{"period", "2026-10"},
            {"attained", "99.731543"},
            {"limit", "99.9"},
            {"percent", "10"},
            {"base_component", "platform"},
            {"base", "9500.00"},
            {kClaimBegun, "eligible"},
            {kClaimDue, due},
            {kClaimCurrency, "EUR"},
            {kClaimBy, "2026-12-30"},
            {kClaimAmount, named.empty() ? due : named},
            {kClaimDocument, "letter 12"}});
  }
};

TEST_F(ClaimsTest, WhatFollowsFromAMissedPromiseCanBeClaimed) {
  Register();
  GoDownInOctober();
  const ClaimRow row = One();
  EXPECT_EQ(row.id, kOctober);
  EXPECT_EQ(row.provider, "cloudnine");
  EXPECT_EQ(row.state, ClaimState::kEligible);
  // 10 % of 9,500.00.
  EXPECT_EQ(Text(row.amount), "950.00");
  EXPECT_EQ(row.currency, "EUR");
  // 31 October + 60 days.
  EXPECT_EQ(row.claim_by, absl::CivilDay(2026, 12, 30));
  EXPECT_FALSE(row.frozen);
  EXPECT_EQ(row.account.open.ToString(), "950.00");
  EXPECT_EQ(RenderMessage(row.reason.rule, row.reason.arguments),
            "availability attained 99.731543 in 2026-10, below 99.9: 10 % of "
            "platform, 9500.00 EUR.");
  ASSERT_THAT(row.evidence, SizeIs(3));
  EXPECT_EQ(row.evidence[0].reference,
            "sla show --contract hosting-2026 --objective availability "
            "--period 2026-10");
  EXPECT_EQ(row.evidence[2].kind, "source");
  EXPECT_EQ(row.evidence[2].reference, "page");
}

TEST_F(ClaimsTest, WhatNobodyClaimsExpiresAndStaysVisible) {
  Register();
  GoDownInOctober();
  clock_.Set(At("2026-12-17T12:00:00Z"));
  EXPECT_THAT(List({.expiring_days = 12}).claims, IsEmpty());
  EXPECT_EQ(One({.expiring_days = 13}).id, kOctober);
  // The last day is a day like any other, by Amsterdam's clock.
  clock_.Set(At("2026-12-30T22:59:59Z"));
  EXPECT_EQ(One({.expiring_days = 14}).state, ClaimState::kEligible);
  clock_.Set(At("2026-12-30T23:00:00Z"));
  EXPECT_EQ(One().state, ClaimState::kExpired);
  EXPECT_THAT(List({.expiring_days = 14}).claims, IsEmpty());
}

TEST_F(ClaimsTest, ListsByStateProviderOwnerAndWindow) {
  contract_.owner = "m.visser";
  Register();
  GoDownInOctober();
  EXPECT_THAT(List({.state = ClaimState::kFiled}).claims, IsEmpty());
  EXPECT_THAT(List({.state = ClaimState::kEligible}).claims, SizeIs(1));
  EXPECT_THAT(List({.provider = "cloudnine"}).claims, SizeIs(1));
  EXPECT_THAT(List({.owner = "m.visser"}).claims, SizeIs(1));
  EXPECT_THAT(List({.owner = "h.bakker"}).claims, IsEmpty());
  EXPECT_THAT(List({.from = "2026-10", .to = "2026-10"}).claims, SizeIs(1));
  EXPECT_THAT(List({.from = "2026-11"}).claims, IsEmpty());
  EXPECT_THAT(List({.id = kOctober}).claims, SizeIs(1));
  EXPECT_EQ(answers()
                .ListClaims(cio_, {.id = "hosting-2026/x/2026-10-31"}, {})
                .status()
                .code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(
      answers().ListClaims(cio_, {.provider = "nobody"}, {}).status().code(),
      absl::StatusCode::kNotFound);
  // What was not filed the other side does not know of.
  EXPECT_THAT(List({.told_only = true}).claims, IsEmpty());
  FileOctober("950.00");
  EXPECT_THAT(List({.told_only = true}).claims, SizeIs(1));
}

TEST_F(ClaimsTest, AnAmountThatSomebodyNamedIsNoChangeOfTheFigures) {
  Register();
  GoDownInOctober();
  FileOctober("950.00", "5000.00");
  const ClaimRow row = One();
  EXPECT_EQ(Text(row.amount), "5000.00");
  EXPECT_EQ(Text(row.computed), "950.00");
  EXPECT_TRUE(row.named);
  EXPECT_FALSE(row.restated);
}

// USERS S6: 950.00 and 1,200.00 due under a cap of 15 % of 12,000.00; 1,750.00
// come in.
TEST_F(ClaimsTest, CappedCreditsComeInAndLeaveFiftyOpen) {
  contract_.pricing.push_back(
      {.component = "support", .form = FixedPrice{Number("2500.00")}});
  contract_.objectives.push_back(MakeAvailability("reachable", "99.9"));
  contract_.objectives.back().remedies.credit_base.clear();
  contract_.at_risk_caps = {{Number("15"), AtRiskCap::Per::kMonth}};
  contract_.remedy.settle = RemedyTerms::Settle::kAutomatic;
  Register();
  GoDownInOctober();
  const ClaimsAnswer due = List();
  ASSERT_THAT(due.claims, SizeIs(2));
  EXPECT_EQ(due.claims[0].state, ClaimState::kDueOnInvoice);
  EXPECT_EQ(due.claims[0].claim_by, std::nullopt);
  EXPECT_EQ(Text(due.claims[0].amount), "795.35");
  EXPECT_EQ(due.claims[0].Basis("uncapped"), "950.00");
  // What it takes to recompute it: 950.00 x 1,800 / 2,150 = 795.35.
  EXPECT_EQ(due.claims[0].Basis("cap_own"), "950.00");
  EXPECT_EQ(due.claims[0].Basis("cap_limit"), "1800");
  EXPECT_EQ(due.claims[0].Basis("cap_total"), "2150");
  EXPECT_EQ(due.claims[0].Basis("cap_percent"), "15");
  EXPECT_EQ(Text(due.claims[1].amount), "1004.65");

  MatterSubject second = OctoberClaim();
  second.name = "hosting-2026/reachable/2026-10-31";
  second.objective = "reachable";
  const auto first_values = [](const std::string& amount,
                               const std::string& received) {
    return std::vector<std::pair<std::string, std::string>>{
        {kClaimBegun, "due_on_invoice"},
        {kClaimDue, amount},
        {kClaimCurrency, "EUR"},
        {kClaimAmount, received}};
  };
  Settle(OctoberClaim(), MatterMove::kReceived,
         first_values("795.35", "795.35"));
  Settle(second, MatterMove::kReceived, first_values("1004.65", "954.65"));
  const ClaimsAnswer paid = List();
  ASSERT_THAT(paid.claims, SizeIs(2));
  // What is open first.
  EXPECT_EQ(paid.claims[0].objective, "reachable");
  EXPECT_EQ(paid.claims[0].account.received.ToString(), "954.65");
  EXPECT_EQ(paid.claims[0].account.open.ToString(), "50.00");
  EXPECT_EQ(paid.claims[0].state, ClaimState::kDueOnInvoice);
  EXPECT_EQ(paid.claims[1].state, ClaimState::kReceived);
  EXPECT_FALSE(paid.claims[1].restated);
}

TEST_F(ClaimsTest, WhatWasClaimedIsFrozenAndALaterRestatementStandsBeside) {
  Register();
  GoDownInOctober();
  FileOctober("950.00");
  EXPECT_FALSE(One().restated);
  const absl::Time before = At("2026-11-11T00:00:00Z");
  clock_.Set(At("2026-11-12T09:00:00Z"));
  // Both sides agree that it was our own firewall: nothing would follow.
  MatterSubject exclusion = OctoberClaim();
  exclusion.kind = MatterKind::kExclusion;
  exclusion.name = "x1";
  exclusion.range = {Local(10, 6, 10), Local(10, 6, 12)};
  Settle(exclusion, MatterMove::kProposed, {{"accountability", "customer"}});
  Settle(exclusion, MatterMove::kApproved, {});
  clock_.Set(At("2026-11-20T09:00:00Z"));

  const ClaimRow now = One();
  EXPECT_EQ(Text(now.amount), "950.00");
  EXPECT_TRUE(now.frozen);
  EXPECT_TRUE(now.restated);
  EXPECT_EQ(Text(now.computed), "none");
  EXPECT_EQ(now.state, ClaimState::kFiled);
  EXPECT_EQ(now.reason.rule, "claim-below-component");
  const ClaimRow then = One({}, {.known = before});
  EXPECT_EQ(Text(then.computed), "950.00");
  EXPECT_FALSE(then.restated);
}

TEST_F(ClaimsTest, AWaiverThatNobodyAnsweredLeavesItEligible) {
  Register();
  GoDownInOctober();
  Settle(OctoberClaim(), MatterMove::kWaiverProposed,
         {{kClaimBegun, "eligible"},
          {kClaimDue, "950.00"},
          {kClaimCurrency, "EUR"},
          {kClaimBy, "2026-12-30"},
          {kClaimAmount, "950.00"}},
         "peace");
  const ClaimRow row = One();
  EXPECT_EQ(row.state, ClaimState::kEligible);
  EXPECT_TRUE(row.account.waiver_proposed);
  EXPECT_EQ(Text(row.amount), "950.00");
  EXPECT_FALSE(row.frozen);
  clock_.Set(At("2027-01-05T09:00:00Z"));
  EXPECT_EQ(One().state, ClaimState::kExpired);
}

TEST_F(ClaimsTest, APriceThatIsNotKnownIsNoZero) {
  contract_.pricing = {{.component = "platform",
                        .form = PerUnitPrice{Number("1.00")},
                        .meter = Meter{.service = "hosting"}}};
  Register();
  GoDownInOctober();
  const ClaimRow row = One();
  EXPECT_EQ(Text(row.amount), "none");
  EXPECT_EQ(row.state, ClaimState::kEligible);
  EXPECT_EQ(row.reason.rule, "claim-below-price-unknown");
}

TEST_F(ClaimsTest, TheStakeIsWhatFollowsFromTheWindowsThatAreTouched) {
  Register();
  GoDownInOctober();
  const auto stake = [&](absl::Time from, absl::Time to) {
    MatterSubject subject = OctoberClaim();
    subject.range = {from, to};
    const auto found = answers().FindStake(cio_, subject);
    EXPECT_TRUE(found.ok()) << found.status();
    return found->has_value()
               ? (*found)->amount.ToString() + " " + (*found)->currency
               : std::string("none");
  };
  EXPECT_EQ(stake(Local(10, 6, 10), Local(10, 6, 12)), "950.00 EUR");
  EXPECT_EQ(stake(Local(9, 6, 10), Local(9, 6, 12)), "none");
}

}  // namespace
}  // namespace regisseur
