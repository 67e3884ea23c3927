#include "aggregator/changes/proposal_changes.h"

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

class ProposalChangesTest : public MatterFixture {
 protected:
  static ProposalChanges::NewExclusion Firewall() {
    return {.promise = {"cloudnine", "hosting-2026", "availability"},
            .from = "2026-10-03T10:00:00Z",
            .to = "2026-10-03T12:00:00Z",
            .accountability = "customer",
            .reason = "our own firewall was closed",
            .evidence = "change CHG0042",
            .view = "agreed by telephone"};
  }
  static ProposalChanges::NewSettlement October() {
    return {.promise = {"", "hosting-2026", "availability"},
            .period = "2026-10",
            .value = "99.71",
            .document = "minutes of 4 November"};
  }
  static ProposalChanges::NewObjection TooLow() {
    return {.promise = {"", "hosting-2026", "availability"},
            .period = "2026-10",
            .figure = "99.93",
            .reason = "the probe was offline",
            .evidence = "log of the probe"};
  }
  absl::StatusOr<std::string> Decide(const Principal& who,
                                     const std::string& id, bool approves,
                                     const std::string& request) {
    return changes_.Decide(who, Request(request),
                           {.id = id, .approves = approves, .reason = "seen"},
                           [this](const Matter&) { return stake_; });
  }
  ProposalState StateOf(const std::string& id) {
    return FoldProposal(changes_.Get(cio_, id)->Moves());
  }

  std::optional<Principal::MoneyLimit> stake_;
  ProposalChanges changes_{acts_,      matters_, contracts_,
                           directory_, clock_,   {"0.1.0", "2025b"}};
};

TEST_F(ProposalChangesTest, AnExclusionNeedsTheYesOfASecondPerson) {
  const auto id =
      changes_.ProposeExclusion(manager_, Request("r1"), Firewall());
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(StateOf(*id), ProposalState::kProposed);
  EXPECT_EQ(Decide(manager_, *id, true, "a1").status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(
      Decide(Principal::LocalAdministrator(), *id, true, "a2").status().code(),
      absl::StatusCode::kPermissionDenied);
  ASSERT_TRUE(Decide(cio_, *id, true, "a3").ok());
  EXPECT_EQ(StateOf(*id), ProposalState::kApproved);
  EXPECT_EQ(Decide(cio_, *id, false, "a4").status().code(),
            absl::StatusCode::kFailedPrecondition);

  const Matter matter = *changes_.Get(cio_, *id);
  EXPECT_EQ(matter.subject.provider, "cloudnine");
  EXPECT_EQ(matter.subject.range, (TimeRange{At("2026-10-03T10:00:00Z"),
                                             At("2026-10-03T12:00:00Z")}));
  EXPECT_EQ(matter.steps[0].Text("evidence"), "change CHG0042");
  const std::vector<ActRecord> trail = Trail();
  ASSERT_THAT(trail, SizeIs(2));
  EXPECT_EQ(trail[0].subject, "exclusion " + *id);
  EXPECT_EQ(trail[0].chain, "cloudnine");
  EXPECT_EQ(trail[0].identity, "cio");
  EXPECT_TRUE(ChainVerifier(*database_).Verify(who_)->sound());
}

TEST_F(ProposalChangesTest, TheMoneyAtStakeHasToBeWithinTheLimit) {
  const auto id = changes_.ProposeExclusion(cio_, Request("r1"), Firewall());
  stake_ = {Decimal(1001, 0), "EUR"};
  const auto refused = Decide(manager_, *id, true, "a1");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("1001 EUR is at stake"));
  stake_ = {Decimal(1000, 0), "EUR"};
  EXPECT_TRUE(Decide(manager_, *id, true, "a2").ok());
}

TEST_F(ProposalChangesTest, OurOwnFaultNeedsTheOtherSidesView) {
  ProposalChanges::NewExclusion exclusion = Firewall();
  exclusion.view.clear();
  const auto id = changes_.ProposeExclusion(manager_, Request("r1"), exclusion);
  const auto refused = Decide(cio_, *id, true, "a1");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("view:"));
  EXPECT_TRUE(changes_
                  .Decide(cio_, Request("a2"),
                          {.id = *id, .approves = true, .view = "they agree"},
                          [](const Matter&) { return std::nullopt; })
                  .ok());
  EXPECT_EQ(changes_.Get(cio_, *id)->steps[1].Text("view"), "they agree");
}

TEST_F(ProposalChangesTest, TheSameRequestProposesOnce) {
  const MatterRequest request = Request("r1");
  const auto first = changes_.ProposeExclusion(manager_, request, Firewall());
  const auto again = changes_.ProposeExclusion(manager_, request, Firewall());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*first, *again);
  EXPECT_THAT(*matters_.List(who_, {}, {}), SizeIs(1));
}

TEST_F(ProposalChangesTest, SaysWhichFieldIsWrong) {
  const auto refusal =
      [&](const std::function<void(ProposalChanges::NewExclusion&)>& spoil) {
        ProposalChanges::NewExclusion exclusion = Firewall();
        spoil(exclusion);
        const auto id =
            changes_.ProposeExclusion(manager_, Request("r"), exclusion);
        EXPECT_FALSE(id.ok());
        return std::string(id.status().message());
      };
  EXPECT_THAT(refusal([](auto& e) { e.reason.clear(); }), HasSubstr("reason:"));
  EXPECT_THAT(refusal([](auto& e) { e.evidence.clear(); }),
              HasSubstr("evidence:"));
  EXPECT_THAT(refusal([](auto& e) { e.accountability = "provider"; }),
              HasSubstr("accountability:"));
  EXPECT_THAT(refusal([](auto& e) { e.accountability = "subcontractor"; }),
              HasSubstr("counts as the provider's"));
  EXPECT_THAT(refusal([](auto& e) { e.from.clear(); }), HasSubstr("from:"));
  EXPECT_THAT(refusal([](auto& e) { e.to = e.from; }), HasSubstr("to:"));
  EXPECT_THAT(refusal([](auto& e) { e.promise.contract = "x"; }),
              HasSubstr("contract:"));
  EXPECT_THAT(refusal([](auto& e) { e.promise.objective = "x"; }),
              HasSubstr("objective:"));
  EXPECT_THAT(refusal([](auto& e) { e.promise.provider = "other"; }),
              HasSubstr("contract: other has none"));
  EXPECT_THAT(refusal([](auto& e) { e.reason.assign(4001, 'x'); }),
              HasSubstr("longer than"));
  EXPECT_THAT(Trail(), SizeIs(0));
}

TEST_F(ProposalChangesTest, TimeIsLeftOutOfAvailabilityWhileTheContractRuns) {
  const auto refusal = [&](const ProposalChanges::NewExclusion& exclusion) {
    const auto id =
        changes_.ProposeExclusion(manager_, Request("r"), exclusion);
    EXPECT_EQ(id.status().code(), absl::StatusCode::kInvalidArgument);
    return std::string(id.status().message());
  };
  ProposalChanges::NewExclusion tickets = Firewall();
  tickets.promise.objective = "response";
  EXPECT_THAT(refusal(tickets),
              HasSubstr("objective: response is a promise of the kind"));
  ProposalChanges::NewExclusion early = Firewall();
  early.from = "2025-12-31T10:00:00Z";
  early.to = "2025-12-31T12:00:00Z";
  EXPECT_THAT(refusal(early), HasSubstr("runs from 2026-01-01"));
  ProposalChanges::NewExclusion late = Firewall();
  late.from = "2026-12-31T22:00:00Z";
  late.to = "2026-12-31T23:30:00Z";  // 00:30 of the next day in Amsterdam
  EXPECT_THAT(refusal(late), HasSubstr("runs until 2026-12-31"));
}

// Twelve months without renewal, which nobody had to end.
TEST_F(ProposalChangesTest, NothingIsSaidAboutTimeAfterTheContractEnded) {
  clock_.Set(At("2027-04-01T12:00:00Z"));
  Contract contract =
      *contracts_.contracts->Find("hosting-2026", absl::CivilDay(2026, 10, 1));
  contract.term.terminated.reset();
  contract.term.initial = {.months = 12};
  contract.term.renewal = Renewal::kNone;
  contracts_.contracts = std::make_shared<const ContractRegister>(
      std::vector<ContractRegister::Entry>{{"hosting.yaml", contract}});
  ProposalChanges::NewExclusion late = Firewall();
  late.from = "2027-02-03T10:00:00Z";
  late.to = "2027-02-03T12:00:00Z";
  EXPECT_THAT(
      std::string(changes_.ProposeExclusion(manager_, Request("r1"), late)
                      .status()
                      .message()),
      HasSubstr("runs until 2026-12-31 and ends by itself; 2027-02-03 is"));
  ProposalChanges::NewSettlement february = October();
  february.period = "2027-02";
  EXPECT_THAT(
      std::string(changes_.ProposeSettlement(manager_, Request("r2"), february)
                      .status()
                      .message()),
      HasSubstr("ran until 2026-12-31; 2027-02 is after it"));
  ProposalChanges::NewObjection objection = TooLow();
  objection.period = "2027-02";
  EXPECT_EQ(changes_.RaiseObjection(manager_, Request("r3"), objection)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ProposalChangesTest, APercentageIsFromNothingToAHundred) {
  for (const char* value : {"199", "100.01", "-0.01"}) {
    ProposalChanges::NewSettlement october = October();
    october.value = value;
    const auto id = changes_.ProposeSettlement(manager_, Request("s"), october);
    EXPECT_EQ(id.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(id.status().message()), HasSubstr("from 0 to 100"));
    ProposalChanges::NewObjection low = TooLow();
    low.figure = value;
    EXPECT_EQ(
        changes_.RaiseObjection(manager_, Request("o"), low).status().code(),
        absl::StatusCode::kInvalidArgument);
  }
  ProposalChanges::NewSettlement october = October();
  october.value = "100";
  EXPECT_TRUE(
      changes_.ProposeSettlement(manager_, Request("s100"), october).ok());
}

TEST_F(ProposalChangesTest, WhatIsTakenBackStaysVisible) {
  const auto id =
      changes_.ProposeExclusion(manager_, Request("r1"), Firewall());
  ASSERT_TRUE(Decide(cio_, *id, true, "a1").ok());
  EXPECT_EQ(changes_.Withdraw(Provider("cloudnine"), Request("w1"), *id, "no")
                .status()
                .code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(changes_.Withdraw(cio_, Request("w2"), *id, "").status().code(),
            absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(
      changes_.Withdraw(manager_, Request("w3"), *id, "it was theirs").ok());
  EXPECT_THAT(changes_.Get(cio_, *id)->Moves(),
              ElementsAre(MatterMove::kProposed, MatterMove::kApproved,
                          MatterMove::kWithdrawn));
}

TEST_F(ProposalChangesTest, ASettledFigureSaysWithWhatItWasComputed) {
  const auto id =
      changes_.ProposeSettlement(manager_, Request("r1"), October());
  ASSERT_TRUE(id.ok()) << id.status();
  ASSERT_TRUE(Decide(cio_, *id, true, "a1").ok());
  const Matter matter = *changes_.Get(cio_, *id);
  EXPECT_EQ(matter.LastValue("value"), "99.71");
  EXPECT_EQ(matter.LastValue("program"), "0.1.0");
  EXPECT_EQ(matter.LastValue("time_zone_data"), "2025b");
  // October of Amsterdam.
  EXPECT_EQ(matter.subject.range, (TimeRange{At("2026-09-30T22:00:00Z"),
                                             At("2026-10-31T23:00:00Z")}));
  EXPECT_THAT(
      std::string(
          changes_.Withdraw(cio_, Request("w"), *id, "oh").status().message()),
      HasSubstr("frozen"));
}

TEST_F(ProposalChangesTest, ARunningWindowCannotBeSettled) {
  ProposalChanges::NewSettlement settlement = October();
  settlement.period = "2026-11";
  EXPECT_EQ(changes_.ProposeSettlement(manager_, Request("r1"), settlement)
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(ProposalChangesTest, EitherSideObjectsUntilTheFigureIsSettled) {
  const Principal agent = Provider("cloudnine");
  const auto id = changes_.RaiseObjection(agent, Request("o1"), TooLow());
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(changes_.Get(agent, *id)->LastValue("side"), "provider");
  EXPECT_EQ(changes_.Get(agent, *id)->LastValue("figure"), "99.93");
  // Only the side that raised it takes it back.
  EXPECT_EQ(changes_.Withdraw(cio_, Request("w1"), *id, "no").status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(changes_.Withdraw(agent, Request("w2"), *id, "checked").ok());

  const auto settled =
      changes_.ProposeSettlement(manager_, Request("s1"), October());
  ASSERT_TRUE(Decide(cio_, *settled, true, "s2").ok());
  EXPECT_EQ(
      changes_.RaiseObjection(agent, Request("o2"), TooLow()).status().code(),
      absl::StatusCode::kFailedPrecondition);
}

TEST_F(ProposalChangesTest, ASideObjectsOnceAndASettledFigureEndsIt) {
  const Principal agent = Provider("cloudnine");
  const auto theirs = changes_.RaiseObjection(agent, Request("o1"), TooLow());
  ASSERT_TRUE(theirs.ok()) << theirs.status();
  const auto again = changes_.RaiseObjection(agent, Request("o2"), TooLow());
  EXPECT_EQ(again.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(again.status().message()), HasSubstr(*theirs));
  // The other side may see it otherwise.
  const auto ours = changes_.RaiseObjection(manager_, Request("o3"), TooLow());
  ASSERT_TRUE(ours.ok()) << ours.status();
  const auto settled =
      changes_.ProposeSettlement(manager_, Request("s1"), October());
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(StateOf(*theirs), ProposalState::kProposed);
  ASSERT_TRUE(Decide(cio_, *settled, true, "s2").ok());
  EXPECT_EQ(StateOf(*theirs), ProposalState::kSettled);
  EXPECT_EQ(StateOf(*ours), ProposalState::kSettled);
  EXPECT_EQ(changes_.Get(cio_, *ours)->LastValue("settlement"), *settled);
}

TEST_F(ProposalChangesTest, NobodyObjectsToWhatHasNotBegun) {
  ProposalChanges::NewObjection later = TooLow();
  later.period = "2026-12";
  EXPECT_EQ(
      changes_.RaiseObjection(manager_, Request("o1"), later).status().code(),
      absl::StatusCode::kFailedPrecondition);
}

TEST_F(ProposalChangesTest, AnotherProviderFindsNothing) {
  const Principal stranger = Provider("other");
  EXPECT_EQ(changes_.RaiseObjection(stranger, Request("o1"), TooLow())
                .status()
                .code(),
            absl::StatusCode::kNotFound);
  const auto id =
      changes_.ProposeExclusion(manager_, Request("r1"), Firewall());
  EXPECT_EQ(changes_.Get(stranger, *id).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(
      changes_.Withdraw(stranger, Request("w1"), *id, "x").status().code(),
      absl::StatusCode::kNotFound);
}

TEST_F(ProposalChangesTest, ADeputySaysYesInOwnName) {
  Identity cio;
  cio.who = cio_;
  cio.deputies = {{"deputy", clock_.Now() + absl::Hours(1)}};
  directory_.identities["cio"] = cio;
  const Principal deputy = Person("deputy", Role::kContractManager);
  const auto id =
      changes_.ProposeExclusion(manager_, Request("r1"), Firewall());
  ASSERT_TRUE(
      changes_
          .Decide(deputy, Request("a1"),
                  {.id = *id, .approves = true, .on_behalf_of = "cio"},
                  [](const Matter&) -> std::optional<Principal::MoneyLimit> {
                    return Principal::MoneyLimit{Decimal(40000, 0), "EUR"};
                  })
          .ok());
  EXPECT_EQ(Trail()[0].via, "deputy of cio");
  EXPECT_EQ(Trail()[0].identity, "deputy");
}

}  // namespace
}  // namespace regisseur
