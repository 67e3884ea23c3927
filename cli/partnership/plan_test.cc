#include <cstdio>
#include <fstream>
#include <string>

#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/partnership/v1/plan.pb.h"
#include "regisseur/partnership/v1/review.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAgreed[] = R"pb(
  id: "p1"
  provider: "cloudnine"
  version: 2
  state: PLAN_STATE_AGREED
  proposed_by: PARTY_CUSTOMER
  purpose: "Hosting that nobody has to think about"
  stage: RELATIONSHIP_STAGE_VALUE_CREATION
  exit_strategy: "Data back within a month"
  objectives {
    id: "cheaper"
    statement: "It costs less"
    customer_responsible: "M. Visser"
    provider_responsible: "J. Bos"
    due_on: "2026-12-31"
    measure { kind: MEASURE_KIND_COST target: "1100.00" currency: "EUR" }
    progress { figure: "1100.00" met: true }
  }
  objectives {
    id: "quick"
    due_on: "2026-12-31"
    measure {
      kind: MEASURE_KIND_ANSWER_TIME
      side: PARTY_PROVIDER
      target: "14400"
    }
    progress { unknown_why { text: "No escalation was answered." } }
  }
  objectives {
    id: "one-team"
    due_on: "2027-03-31"
    measure { kind: MEASURE_KIND_STATEMENT }
    progress {
      met: false
      customer_says: false
      provider_says: true
      customer_remark: "we heard of changes too late"
    }
  }
  exits { contract: "cloudnine-hosting" assistance_hours: "40" }
  customer_name: "M. Visser"
  provider_name: "J. Bos"
  count { met: 1 missed: 1 unknown: 1 due: 2 }
)pb";

TEST(PlanTest, ShowsObjectivesBesideHowFarTheyAre) {
  FakeDaemon daemon;
  daemon.Answer("GetPlan", FromText<pb::Plan>(kAgreed));
  const Outcome outcome =
      RunCommand(&daemon, {"plan", "show", "cloudnine", "--period", "2026-Q4"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(daemon.Requests("GetPlan"),
              ElementsAre(AllOf(HasSubstr("provider: \"cloudnine\""),
                                HasSubstr("period: \"2026-Q4\""))));
  EXPECT_THAT(
      outcome.out,
      AllOf(HasSubstr("cloudnine, version 2"), HasSubstr("value creation"),
            HasSubstr("1 of 3"), HasSubstr("1,100.00"), HasSubstr("≤ 4 h"),
            HasSubstr("not known"), HasSubstr("No escalation was answered."),
            HasSubstr("no/yes"),
            HasSubstr("customer: we heard of changes too late"),
            HasSubstr("hours of help 40")));
}

TEST(PlanTest, ListsWhoHasToAnswer) {
  FakeDaemon daemon;
  daemon.Answer("ListPlans", FromText<pb::ListPlansResponse>(R"pb(
                  plans {
                    id: "p3"
                    provider: "cloudnine"
                    version: 3
                    state: PLAN_STATE_PROPOSED
                    waits_for: PARTY_PROVIDER
                    stage: RELATIONSHIP_STAGE_STAYING_TOGETHER
                  })pb"));
  const Outcome outcome = RunCommand(&daemon, {"plan", "history", "cloudnine"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(daemon.Requests("ListPlans"),
              ElementsAre(AllOf(HasSubstr("provider: \"cloudnine\""),
                                HasSubstr("history: true"))));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("waits for the provider"),
                                 HasSubstr("staying together")));
}

TEST(PlanTest, WithoutAFileProposesWhatIsInForceWithWhatIsSaid) {
  FakeDaemon daemon;
  daemon.Answer("GetPlan", FromText<pb::Plan>(kAgreed));
  daemon.Answer("ProposePlan", FromText<pb::ProposePlanResponse>(
                                   R"pb(plan { id: "p3" version: 3 })pb"));
  const Outcome outcome =
      RunCommand(&daemon, {"plan", "propose", "--provider", "cloudnine",
                           "--stage", "staying_together", "--request-id", "r"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(daemon.Requests("ProposePlan"),
              ElementsAre(AllOf(
                  HasSubstr("RELATIONSHIP_STAGE_STAYING_TOGETHER"),
                  HasSubstr("purpose: \"Hosting that nobody"),
                  HasSubstr("id: \"cheaper\""), HasSubstr("target: \"14400\""),
                  Not(HasSubstr("progress")))));
}

TEST(PlanTest, SendsAFileAsItIs) {
  FakeDaemon daemon;
  daemon.Answer("ProposePlan", FromText<pb::ProposePlanResponse>(
                                   R"pb(plan { id: "p3" version: 3 })pb"));
  const std::string path = ::testing::TempDir() + "/plan_test_plan.yaml";
  std::ofstream(path) << "purpose: together\nstage: knowledge\n";
  const Outcome outcome =
      RunCommand(&daemon, {"plan", "propose", path, "--provider", "cloudnine"});
  std::remove(path.c_str());
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(
      daemon.Requests("ProposePlan"),
      ElementsAre(HasSubstr("document: \"purpose: together\\nstage: ")));
}

TEST(ReviewTest, ARemarkStandsBesideItsAnswer) {
  FakeDaemon daemon;
  daemon.Answer("ScoreReview", FromText<pb::ScoreReviewResponse>(R"pb(
                  review {
                    id: "r1"
                    provider: "cloudnine"
                    quarter: "2026-Q4"
                    plan {
                      version: 2
                      stage: RELATIONSHIP_STAGE_VALUE_CREATION
                      objectives {
                        id: "one-team"
                        measure { kind: MEASURE_KIND_STATEMENT }
                        progress { customer_says: true }
                      }
                    }
                  })pb"));
  const Outcome outcome =
      RunCommand(&daemon, {"review", "score", "r1", "--scores",
                           "promises=4,value=2", "--judge", "one-team=yes",
                           "--remark", "promises=late, but kept; a=b",
                           "--remark", "one-team=since May, at least"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(
      daemon.Requests("ScoreReview"),
      ElementsAre(AllOf(
          HasSubstr("question: \"promises\" score: 4 remark: \"late, but "
                    "kept; a=b\""),
          HasSubstr("question: \"value\" score: 2 }"),
          HasSubstr("objective: \"one-team\" met: true remark: \"since May, "
                    "at least\""))));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("version 2, value creation"),
                                 HasSubstr("yes/nothing")));
  for (const char* wrong : {"value", "speed=good", "promises="}) {
    EXPECT_EQ(RunCommand(&daemon, {"review", "score", "r1", "--scores",
                                   "promises=4", "--remark", wrong})
                  .code,
              ExitCode::kUsage)
        << wrong;
  }
  EXPECT_EQ(RunCommand(&daemon, {"review", "score", "r1", "--scores",
                                 "promises=4", "--judge", "one-team=maybe"})
                .code,
            ExitCode::kUsage);
}

}  // namespace
}  // namespace regisseur
