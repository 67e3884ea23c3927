#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/partnership/v1/escalation.pb.h"
#include "regisseur/partnership/v1/fund.pb.h"
#include "regisseur/partnership/v1/idea.pb.h"
#include "regisseur/partnership/v1/pulse.pb.h"
#include "regisseur/partnership/v1/review.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(EscalationTest, OpensInOneLineAndShowsWhomItCalls) {
  FakeDaemon daemon;
  daemon.Answer("OpenEscalation", FromText<pb::OpenEscalationResponse>(R"pb(
                  escalation {
                    id: "e1"
                    provider: "cloudnine"
                    service: "hosting"
                    subject: "Nobody can log in"
                    priority: "P1"
                    opened_by: PARTY_CUSTOMER
                    state: ESCALATION_STATE_OPEN
                    answer {
                      due_time { seconds: 1795870800 }
                      late: true
                    }
                    rungs {
                      level: 1
                      called: true
                      reason: "opened"
                      persons { name: "A. de Boer" phone: "+31 20 555 0101" }
                    }
                    entries {
                      party: PARTY_CUSTOMER
                      name: "M. Visser"
                      move: "opened"
                      text: "since nine"
                    }
                    entries {
                      party: PARTY_PROVIDER
                      move: "acknowledged"
                      by_machine: true
                    }
                    target {
                      kind: "ticket"
                      id: "INC7"
                      contract: "hosting-2026"
                      objective: "restore"
                      priority: "P1"
                      due_time { seconds: 1795870800 }
                      percent_used: 75
                    }
                  })pb"));
  const Outcome outcome =
      RunCommand(&daemon, {"escalation", "open", "--provider", "cloudnine",
                           "--subject", "Nobody can log in", "--priority", "P1",
                           "--incident", "INC7", "--request-id", "r"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(daemon.Requests("OpenEscalation"),
              ElementsAre(AllOf(HasSubstr("subject: \"Nobody can log in\""),
                                HasSubstr("links { incident: \"INC7\" }"))));
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("A. de Boer +31 20 555 0101"),
                    HasSubstr("overdue since 2026-11-28 13:00Z"),
                    HasSubstr("by M. Visser (customer): since nine"),
                    HasSubstr("acknowledged by the provider's machine"),
                    HasSubstr("ticket INC7: hosting-2026/restore P1, due "
                              "2026-11-28 13:00Z, 75% over")));
}

TEST(EscalationTest, ShowsHowFastBothSidesAnswer) {
  FakeDaemon daemon;
  daemon.Answer("ListEscalationTimes",
                FromText<pb::ListEscalationTimesResponse>(R"pb(
                  times {
                    provider: "cloudnine"
                    side: PARTY_CUSTOMER
                    answer {
                      asked: 4
                      done: 1
                      in_time: 1
                      by_machine: 2
                      median_seconds: 3900
                    }
                  }
                  times { provider: "cloudnine" side: PARTY_PROVIDER }
                  from: "2026-01-01"
                  to: "2026-12-31")pb"));
  const Outcome outcome = RunCommand(&daemon, {"escalation", "times"});
  EXPECT_THAT(
      outcome.out,
      AllOf(HasSubstr("1 h 05 min"), HasSubstr("BY MACHINE"),
            HasSubstr("Opened from 2026-01-01"), HasSubstr("provider")));
}

TEST(ReviewTest, GivesAScoreAQuestion) {
  FakeDaemon daemon;
  daemon.Answer("ScoreReview", FromText<pb::ScoreReviewResponse>(R"pb(
                  review {
                    id: "r1"
                    quarter: "2026-Q3"
                    customer_answered: true
                    answers { question: "promises" customer: 4 }
                  })pb"));
  const Outcome outcome = RunCommand(
      &daemon, {"review", "score", "r1", "--scores", "promises=4,value=2"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(
      daemon.Requests("ScoreReview"),
      ElementsAre(AllOf(HasSubstr("scores { question: \"promises\" score: 4 }"),
                        HasSubstr("scores { question: \"value\" score: 2 }"))));
  const Outcome wrong =
      RunCommand(&daemon, {"review", "score", "r1", "--scores", "promises"});
  EXPECT_THAT(wrong.err, HasSubstr("--scores 'promises' should be"));
}

TEST(PulseTest, ShowsTheLinkOnceAndNoFigureOfFew) {
  FakeDaemon daemon;
  daemon.Answer("CreatePulse", FromText<pb::CreatePulseResponse>(
                                   R"pb(pulse { id: "p1" question: "Well?" }
                                        path: "/pulse/rgs_x")pb"));
  EXPECT_THAT(
      RunCommand(&daemon, {"pulse", "create", "--provider", "cloudnine"}).out,
      AllOf(HasSubstr("/pulse/rgs_x"), HasSubstr("fewer than 5")));
  daemon.Answer("ListExperience", FromText<pb::ListExperienceResponse>(R"pb(
                  experience {
                    provider: "cloudnine"
                    state: EXPERIENCE_STATE_UNKNOWN
                    levels: LEVEL_STATE_GREEN
                    levels_met: 3
                  })pb"));
  EXPECT_THAT(RunCommand(&daemon, {"pulse", "results"}).out,
              AllOf(HasSubstr("fewer than 5"), HasSubstr("3 met"),
                    Not(HasSubstr("%\n"))));
}

TEST(IdeaTest, ProposesWithWhatIsExpected) {
  FakeDaemon daemon;
  daemon.Answer(
      "ProposeIdea", FromText<pb::ProposeIdeaResponse>(R"pb(
        idea {
          id: "i1"
          title: "Off at night"
          agreement: "1.5000"
          benefit { kind: BENEFIT_KIND_COST amount: "250.00" currency: "EUR" }
        })pb"));
  const Outcome outcome = RunCommand(
      &daemon, {"idea", "propose", "--title", "Off at night", "--benefit",
                "cost", "--amount", "250.00", "--currency", "EUR"});
  EXPECT_THAT(daemon.Requests("ProposeIdea"),
              ElementsAre(HasSubstr("kind: BENEFIT_KIND_COST")));
  EXPECT_THAT(outcome.out, HasSubstr("cost: 250.00 EUR a month less"));
}

TEST(FundTest, ShowsWhatStandsInItAndWhatIsNotCounted) {
  FakeDaemon daemon;
  daemon.Answer("ListFunds", FromText<pb::ListFundsResponse>(R"pb(
                  funds {
                    provider: "cloudnine"
                    currency: "EUR"
                    credits: "500.00"
                    gains: "150.00"
                    deposits: "0.00"
                    spent: "400.00"
                    balance: "250.00"
                    reserved: "300.00"
                    free: "-50.00"
                    waiting_for_customer: 2
                    not_counted {
                      subject: "claim c/a/2026-09-30"
                      why: "The credit is in USD."
                    }
                  })pb"));
  const Outcome listed = RunCommand(&daemon, {"fund", "list"});
  EXPECT_EQ(listed.code, ExitCode::kDone) << listed.err;
  EXPECT_THAT(
      listed.out,
      AllOf(HasSubstr("cloudnine"), HasSubstr("-50.00"),
            HasSubstr("2 customer"),
            HasSubstr("not counted: claim c/a/2026-09-30: The credit is")));
  daemon.Answer("GetFund", FromText<pb::GetFundResponse>(R"pb(
                  fund {
                    provider: "cloudnine"
                    currency: "EUR"
                    terms {
                      contract: "hosting"
                      valid_from: "2026-01-01"
                      credits_percent: "50"
                      gains_percent: "50"
                      gains_to_provider_percent: "20"
                    }
                    balance: "250.00"
                    draws_asked: "0.00"
                  })pb"));
  EXPECT_THAT(
      RunCommand(&daemon, {"fund", "show", "--provider", "cloudnine"}).out,
      AllOf(HasSubstr("hosting: 50 % of credits, 50 % of savings (20 % "
                      "to the provider)"),
            HasSubstr("250.00 EUR"), Not(HasSubstr("draws asked"))));
}

TEST(FundTest, DrawsForAnIdea) {
  FakeDaemon daemon;
  daemon.Answer("ProposeDraw", FromText<pb::ProposeDrawResponse>(R"pb(
                  transfer {
                    id: "t1"
                    kind: TRANSFER_KIND_DRAW
                    amount: "400.00"
                    currency: "EUR"
                    idea: "i1"
                    idea_title: "Off at night"
                    state: TRANSFER_STATE_ASKED
                    asked_by: PARTY_CUSTOMER
                    waits_for: PARTY_PROVIDER
                  })pb"));
  const Outcome outcome =
      RunCommand(&daemon, {"fund", "draw", "--provider", "cloudnine", "--idea",
                           "i1", "--amount", "400.00"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(daemon.Requests("ProposeDraw"),
              ElementsAre(AllOf(HasSubstr("idea: \"i1\""),
                                HasSubstr("amount: \"400.00\""))));
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("draw of 400.00 EUR"), HasSubstr("Off at night"),
                    HasSubstr("the provider")));
  daemon.Answer("ListTransfers", FromText<pb::ListTransfersResponse>(R"pb(
                  transfers {
                    id: "t1"
                    provider: "cloudnine"
                    kind: TRANSFER_KIND_DRAW
                    amount: "400.00"
                    currency: "EUR"
                    entries { move: "proposed" text: "for the pilot" }
                  })pb"));
  EXPECT_THAT(RunCommand(&daemon, {"fund", "transfer", "t1"}).out,
              HasSubstr("for the pilot"));
  EXPECT_THAT(daemon.Requests("ListTransfers"),
              ElementsAre(HasSubstr("id: \"t1\"")));
}

}  // namespace
}  // namespace regisseur
