#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/objective/v1/objective.pb.h"
#include "regisseur/service_level/v1/service_level.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace pb = objective::v1;

constexpr char kExclusion[] = R"pb(
  id: "0193f2a4"
  provider: "cloudnine"
  contract: "hosting"
  objective: "availability"
  start_time { seconds: 1791021600 }
  end_time { seconds: 1791028800 }
  accountability: ACCOUNTABILITY_FORCE_MAJEURE
  state: PROPOSAL_STATE_PROPOSED
  reason: "a flood"
  evidence: "newspaper"
  side: SIDE_CUSTOMER
  steps {
    move: "proposed"
    time { seconds: 1791040000 }
    name: "M. Visser"
  }
)pb";

TEST(ObjectiveExcludeTest, AsksForEverythingThatAReasonNeeds) {
  FakeDaemon daemon;
  pb::ProposeExclusionResponse answer;
  *answer.mutable_exclusion() = FromText<pb::Exclusion>(kExclusion);
  daemon.Answer("ProposeExclusion", answer);
  const std::vector<std::string> words = {"objective",
                                          "exclude",
                                          "--contract",
                                          "hosting",
                                          "--objective",
                                          "availability",
                                          "--from",
                                          "2026-10-03T10:00:00Z",
                                          "--to",
                                          "2026-10-03T12:00:00Z",
                                          "--accountability",
                                          "force_majeure",
                                          "--reason",
                                          "a flood",
                                          "--evidence",
                                          "newspaper",
                                          "--request-id",
                                          "r1"};
  const Outcome made = RunCommand(&daemon, words);
  EXPECT_EQ(made.code, ExitCode::kDone) << made.err;
  EXPECT_THAT(
      made.out,
      AllOf(HasSubstr("2026-10-03 10:00Z – 2026-10-03 12:00Z"),
            HasSubstr("force majeure"), HasSubstr("objective approve 0193f2a4"),
            HasSubstr("proposed by M. Visser")));
  EXPECT_EQ(daemon.Requests("ProposeExclusion")[0],
            "contract: \"hosting\" objective: \"availability\" from: "
            "\"2026-10-03T10:00:00Z\" to: \"2026-10-03T12:00:00Z\" "
            "accountability: ACCOUNTABILITY_FORCE_MAJEURE reason: \"a flood\" "
            "evidence: \"newspaper\" request_id: \"r1\"");
  std::vector<std::string> wrong = words;
  wrong[11] = "nobody";
  EXPECT_EQ(RunCommand(&daemon, wrong).code, ExitCode::kUsage);
  std::vector<std::string> without(words.begin(), words.end() - 4);
  EXPECT_EQ(RunCommand(&daemon, without).code, ExitCode::kUsage);
}

TEST(ObjectiveExclusionsTest, ShowsWhatCountsAndWhatDoesNot) {
  FakeDaemon daemon;
  pb::ListExclusionsResponse answer;
  *answer.add_exclusions() = FromText<pb::Exclusion>(kExclusion);
  daemon.Answer("ListExclusions", answer);
  const Outcome table =
      RunCommand(&daemon, {"objective", "exclusions", "--contract", "hosting"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("0193f2a4"), HasSubstr("proposed")));
  EXPECT_THAT(
      RunCommand(&daemon, {"-o", "json", "objective", "exclusions"}).out,
      HasSubstr("\"accountability\": \"ACCOUNTABILITY_FORCE_MAJEURE\""));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "objective", "exclusions"}).out,
              StartsWith("\"id\",\"provider\",\"contract\",\"objective\""));
  daemon.Answer("ListExclusions", pb::ListExclusionsResponse());
  EXPECT_THAT(RunCommand(&daemon, {"objective", "exclusions"}).out,
              HasSubstr("No time is left out"));
}

TEST(ObjectiveDecideTest, SaysYesNoAndTakesBack) {
  FakeDaemon daemon;
  pb::ApproveProposalResponse approved;
  *approved.mutable_proposal()->mutable_settlement() =
      FromText<pb::Settlement>(R"pb(
        id: "s1"
        contract: "hosting"
        objective: "availability"
        period: "2026-10"
        value: "99.71"
        document: "minutes"
        state: PROPOSAL_STATE_APPROVED
        program: "0.1.0"
        time_zone_data: "2025b"
      )pb");
  daemon.Answer("ApproveProposal", approved);
  const Outcome yes = RunCommand(
      &daemon, {"objective", "approve", "s1", "--for", "cio", "--view", "ok"});
  EXPECT_EQ(yes.code, ExitCode::kDone) << yes.err;
  EXPECT_THAT(yes.out, AllOf(HasSubstr("99.71"), HasSubstr("2025b"),
                             HasSubstr("approved")));
  EXPECT_THAT(
      daemon.Requests("ApproveProposal")[0],
      AllOf(HasSubstr("id: \"s1\""), HasSubstr("other_view: \"ok\""),
            HasSubstr("on_behalf_of: \"cio\""), HasSubstr("request_id: \"")));
  daemon.Fail("RefuseProposal",
              grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "no"));
  EXPECT_EQ(
      RunCommand(&daemon, {"objective", "refuse", "s1", "--reason", "x"}).code,
      ExitCode::kNotAllowed);
  EXPECT_EQ(RunCommand(&daemon, {"objective", "withdraw", "s1"}).code,
            ExitCode::kUsage);
}

// On track by the month so far, and out at this moment.
TEST(ObjectiveListTest, SaysWhatIsSoNowAndWhoseFigureIsInDoubt) {
  FakeDaemon daemon;
  service_level::v1::ListObjectivesResponse answer;
  *answer.add_objectives() = FromText<service_level::v1::Objective>(R"pb(
    running {
      contract: "hosting"
      objective: "availability"
      services: "portal"
      target: "99.9"
      unit: "%"
      attained: "99.985000"
      verdict: VERDICT_ON_TRACK
      window_last_day: "2026-11-30"
    }
    last_verdict: VERDICT_MET
    last_attained: "99.950000"
    last_told_otherwise: true
    state: OPERATIONAL_STATE_MAJOR_OUTAGE
    state_since_time { seconds: 1794474000 }
  )pb");
  daemon.Answer("ListObjectives", answer);
  const Outcome table = RunCommand(&daemon, {"objective", "list"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("on track"),
                               HasSubstr("major outage since 2026-11-12"),
                               HasSubstr("✓ met 99.950 %, told otherwise")));
}

TEST(ObjectiveObjectTest, SaysWhatTheFigureShouldBe) {
  FakeDaemon daemon;
  pb::RaiseObjectionResponse raised;
  *raised.mutable_objection() = FromText<pb::Objection>(R"pb(
    id: "o1"
    contract: "hosting"
    objective: "availability"
    period: "2026-10"
    figure: "99.93"
    reason: "the probe was offline"
    side: SIDE_PROVIDER
    state: PROPOSAL_STATE_PROPOSED
  )pb");
  daemon.Answer("RaiseObjection", raised);
  const Outcome outcome = RunCommand(
      &daemon, {"objective", "object", "--contract", "hosting", "--objective",
                "availability", "--period", "2026-10", "--figure", "99.93",
                "--reason", "the probe was offline", "--evidence", "log"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("99.93"), HasSubstr("provider")));
}

}  // namespace
}  // namespace regisseur
