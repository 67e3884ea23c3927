#include "core/partnership/escalation.h"

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::Time At(absl::string_view text) { return ParseInstant(text).value(); }

// 2026-11-02 is a Monday.
const char kMonday[] = "2026-11-02T09:00:00Z";

Contact Escalation(const std::string& name, int level,
                   Side side = Side::kProvider) {
  return {.name = name, .role = "escalation", .level = level, .side = side};
}

Contract ContractWithThreeRungs() {
  Contract contract;
  contract.id = "hosting";
  contract.contacts = {Escalation("desk", 1), Escalation("manager", 2),
                       Escalation("director", 3)};
  return contract;
}

EscalationRound Plan(const Contract& contract, absl::string_view priority,
                     int level = 0) {
  const std::vector<const Contract*> contracts = {&contract};
  const EscalationTerms terms =
      FindEscalationTerms(contracts, "", priority, absl::UTCTimeZone());
  return PlanEscalation(EscalationLadder::Of(contracts, "", Side::kProvider),
                        terms, level, At(kMonday))
      .value();
}

// 4 hours: 75 % is 3 hours, 100 % is 4.
TEST(PlanEscalationTest, RungsFollowSharesOfTheTimeToAnswer) {
  const EscalationRound round = Plan(ContractWithThreeRungs(), "P1");
  EXPECT_EQ(round.acknowledge_by, At("2026-11-02T09:30:00Z"));
  EXPECT_EQ(round.answer_by, At("2026-11-02T13:00:00Z"));
  EXPECT_THAT(round.rungs,
              ElementsAre(PlannedRung{1, At(kMonday)},
                          PlannedRung{2, At("2026-11-02T12:00:00Z")},
                          PlannedRung{3, At("2026-11-02T13:00:00Z")}));
}

TEST(PlanEscalationTest, BeginsOnTheRungThatIsAskedFor) {
  EXPECT_THAT(Plan(ContractWithThreeRungs(), "P1", 2).rungs,
              ElementsAre(PlannedRung{2, At(kMonday)},
                          PlannedRung{3, At("2026-11-02T13:00:00Z")}));
  const Contract contract = ContractWithThreeRungs();
  const std::vector<const Contract*> contracts = {&contract};
  EXPECT_THAT(PlanEscalation(
                  EscalationLadder::Of(contracts, "", Side::kProvider),
                  FindEscalationTerms(contracts, "", "P1", absl::UTCTimeZone()),
                  4, At(kMonday))
                  .status()
                  .message(),
              HasSubstr("the highest rung of that side is 3"));
}

TEST(PlanEscalationTest, ASideWithoutALadderHasClocksAllTheSame) {
  const Contract contract;
  EXPECT_THAT(Plan(contract, "P3").rungs, IsEmpty());
  EXPECT_EQ(Plan(contract, "P3").answer_by, At("2026-11-04T09:00:00Z"));
}

// Two hours from Monday 16:00 in hours until 17:00: one on Monday, one on
// Tuesday from 08:00.
TEST(PlanEscalationTest, CountsTheHoursOfTheContract) {
  Contract contract = ContractWithThreeRungs();
  contract.governance.answer = absl::Hours(2);
  contract.governance.escalation_hours = WeeklyHours();
  ASSERT_TRUE(
      contract.governance.escalation_hours.Add("mon-fri", "08:00-17:00").ok());
  const std::vector<const Contract*> contracts = {&contract};
  const EscalationTerms terms =
      FindEscalationTerms(contracts, "", "P1", absl::UTCTimeZone());
  const EscalationRound round =
      PlanEscalation(EscalationLadder::Of(contracts, "", Side::kProvider),
                     terms, 0, At("2026-11-02T16:00:00Z"))
          .value();
  EXPECT_EQ(round.answer_by, At("2026-11-03T09:00:00Z"));
  EXPECT_EQ(CountedBetween(terms, At("2026-11-02T16:00:00Z"),
                           At("2026-11-03T08:20:00Z")),
            absl::Minutes(80));
}

TEST(FindEscalationTermsTest, TheContractThatIsAboutTheServiceSays) {
  Contract other;
  other.id = "a-other";
  other.governance.answer = absl::Hours(1);
  Contract hosting;
  hosting.id = "b-hosting";
  hosting.services = {"hosting"};
  hosting.governance.answer = absl::Hours(6);
  const std::vector<const Contract*> contracts = {&other, &hosting};
  EXPECT_EQ(FindEscalationTerms(contracts, "hosting", "P1", absl::UTCTimeZone())
                .answer,
            absl::Hours(6));
  EXPECT_EQ(
      FindEscalationTerms(contracts, "mail", "P1", absl::UTCTimeZone()).answer,
      absl::Hours(1));
  EXPECT_EQ(FindEscalationTerms({}, "", "P1", absl::UTCTimeZone()).acknowledge,
            absl::Minutes(30));
  EXPECT_EQ(FindEscalationTerms({}, "", "P4", absl::UTCTimeZone()).acknowledge,
            absl::Hours(4));
}

TEST(RungsTest, AreReadAsTheyWereWritten) {
  const EscalationRound round = Plan(ContractWithThreeRungs(), "P1");
  EXPECT_EQ(FormatRungs(round.rungs),
            "1@2026-11-02T09:00:00Z;2@2026-11-02T12:00:00Z;"
            "3@2026-11-02T13:00:00Z");
  EXPECT_EQ(ParseRungs(FormatRungs(round.rungs)).value(), round.rungs);
  EXPECT_THAT(ParseRungs("").value(), IsEmpty());
  EXPECT_FALSE(ParseRungs("x@2026-11-02T09:00:00Z").ok());
}

class FoldTest : public ::testing::Test {
 protected:
  EscalationStanding AtTime(absl::string_view now) const {
    return FoldEscalation(events_, At(now));
  }
  void Add(MatterMove move, absl::string_view at) {
    events_.push_back({move, At(at), round_});
  }

  const EscalationRound round_ = Plan(ContractWithThreeRungs(), "P1");
  std::vector<EscalationEvent> events_ = {
      {MatterMove::kOpened, At(kMonday), round_}};
};

TEST_F(FoldTest, NobodyAcknowledgesSoTheNextRungIsCalled) {
  EXPECT_EQ(AtTime("2026-11-02T09:29:59Z").Level(), 1);
  const EscalationStanding standing = AtTime("2026-11-02T09:30:00Z");
  EXPECT_THAT(standing.called,
              ElementsAre(EscalatedRung{1, At(kMonday), RungReason::kOpened},
                          EscalatedRung{2, At("2026-11-02T09:30:00Z"),
                                        RungReason::kNotAcknowledged}));
  // The second rung is called already; the third at 100 %.
  EXPECT_EQ(AtTime("2026-11-02T12:59:59Z").Level(), 2);
  EXPECT_EQ(
      AtTime("2026-11-02T13:00:00Z").called.back(),
      (EscalatedRung{3, At("2026-11-02T13:00:00Z"), RungReason::kShareOfTime}));
}

TEST_F(FoldTest, AcknowledgedItWaitsForThreeQuartersOfTheTime) {
  Add(MatterMove::kAcknowledged, "2026-11-02T09:10:00Z");
  EXPECT_EQ(AtTime("2026-11-02T11:59:59Z").Level(), 1);
  EXPECT_EQ(
      AtTime("2026-11-02T12:00:00Z").called.back(),
      (EscalatedRung{2, At("2026-11-02T12:00:00Z"), RungReason::kShareOfTime}));
}

TEST_F(FoldTest, AnAnswerStopsTheLadderAndIsAnAcknowledgement) {
  Add(MatterMove::kAnswered, "2026-11-02T09:20:00Z");
  const EscalationStanding standing = AtTime("2026-11-09T09:00:00Z");
  EXPECT_EQ(standing.state, EscalationState::kAnswered);
  EXPECT_EQ(standing.Level(), 1);
  EXPECT_EQ(standing.acknowledged, At("2026-11-02T09:20:00Z"));
}

TEST_F(FoldTest, APersonCanCallTheNextRung) {
  Add(MatterMove::kRaisedHigher, "2026-11-02T09:05:00Z");
  EXPECT_EQ(
      AtTime("2026-11-02T09:06:00Z").called.back(),
      (EscalatedRung{2, At("2026-11-02T09:05:00Z"), RungReason::kRaised}));
  // And nobody took it up in time either.
  EXPECT_EQ(AtTime("2026-11-02T09:30:00Z").Level(), 3);
  EXPECT_EQ(AtTime("2026-11-09T09:30:00Z").Level(), 3);
}

TEST_F(FoldTest, OpenedAgainBothClocksStartAnew) {
  Add(MatterMove::kAnswered, "2026-11-02T09:20:00Z");
  EscalationRound again = round_;
  again.opened = At("2026-11-03T09:00:00Z");
  again.acknowledge_by = At("2026-11-03T09:30:00Z");
  again.rungs = {{1, At("2026-11-03T09:00:00Z")},
                 {2, At("2026-11-03T12:00:00Z")}};
  events_.push_back({MatterMove::kReopened, At("2026-11-03T09:00:00Z"), again});
  const EscalationStanding standing = AtTime("2026-11-03T09:00:00Z");
  EXPECT_EQ(standing.state, EscalationState::kOpen);
  EXPECT_EQ(standing.reopened, 1);
  EXPECT_FALSE(standing.acknowledged.has_value());
  EXPECT_EQ(standing.Level(), 1);
  EXPECT_THAT(standing.called,
              ElementsAre(EscalatedRung{1, At(kMonday), RungReason::kOpened},
                          EscalatedRung{1, At("2026-11-03T09:00:00Z"),
                                        RungReason::kReopened}));
  EXPECT_EQ(AtTime("2026-11-03T09:30:00Z").Level(), 2);
}

TEST_F(FoldTest, WhatCameLaterIsNotLookedAt) {
  Add(MatterMove::kClosed, "2026-11-05T09:00:00Z");
  EXPECT_EQ(AtTime("2026-11-02T09:01:00Z").state, EscalationState::kOpen);
}

TEST_F(FoldTest, EachSideHasItsMoves) {
  const EscalationStanding open = AtTime(kMonday);
  const auto check = [&](const EscalationStanding& standing, Participant mover,
                         MatterMove move) {
    return CheckEscalationMove(standing, Participant::kCustomer, mover, move)
        .code();
  };
  using Code = absl::StatusCode;
  const Participant us = Participant::kCustomer;
  const Participant them = Participant::kProvider;
  EXPECT_EQ(check(open, them, MatterMove::kAcknowledged), Code::kOk);
  EXPECT_EQ(check(open, us, MatterMove::kAcknowledged),
            Code::kPermissionDenied);
  EXPECT_EQ(check(open, us, MatterMove::kAnswered), Code::kPermissionDenied);
  EXPECT_EQ(check(open, us, MatterMove::kClosed), Code::kOk);
  EXPECT_EQ(check(open, them, MatterMove::kClosed), Code::kPermissionDenied);
  EXPECT_EQ(check(open, us, MatterMove::kReopened), Code::kFailedPrecondition);
  EXPECT_EQ(check(open, them, MatterMove::kRaisedHigher), Code::kOk);
  Add(MatterMove::kAnswered, "2026-11-02T09:20:00Z");
  const EscalationStanding answered = AtTime("2026-11-02T10:00:00Z");
  EXPECT_EQ(check(answered, us, MatterMove::kReopened), Code::kOk);
  EXPECT_EQ(check(answered, us, MatterMove::kRaisedHigher),
            Code::kFailedPrecondition);
  EXPECT_EQ(check(answered, them, MatterMove::kAnswered),
            Code::kFailedPrecondition);
  EXPECT_EQ(check(answered, them, MatterMove::kCommented), Code::kOk);
}

TEST(SummarizeTimesTest, TheMiddleAndTheLongest) {
  EXPECT_FALSE(SummarizeTimes({}).has_value());
  EXPECT_EQ(SummarizeTimes({300, 60, 120})->median_seconds, 120);
  // (120 + 301) / 2 = 210.5.
  EXPECT_EQ(SummarizeTimes({301, 60, 120, 900})->median_seconds, 210);
  EXPECT_EQ(SummarizeTimes({301, 60, 120, 900})->worst_seconds, 900);
}

}  // namespace
}  // namespace regisseur
