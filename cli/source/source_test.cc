#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/source/v1/source.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using source::v1::CollectSourcesResponse;

constexpr char kSource[] = R"pb(
  id: "cloudnine-status"
  provider: "cloudnine"
  adapter: "statuspage"
  interval_seconds: 60
  state: SOURCE_STATE_BACKING_OFF
  freshness: FRESHNESS_FAILED
  last_answer_time { seconds: 1795338000 }
  cursor: "0a1b"
  failure {
    time { seconds: 1795424340 }
    kind: PROBLEM_KIND_PARTNER
    message: "answered 503\x1b[2J"
    rule: "http-status"
  }
  failures_in_row: 3
  finding_count: 1
  findings {
    severity: SEVERITY_ERROR
    file: "page.json"
    line: 7
    field: "components[2].status"
    rule: "status-unknown-word"
    message: "'sleepy' is no state; read as major outage"
    count: 12345
    examples { line: 7 value: "sleepy" }
  })pb";

std::shared_ptr<google::protobuf::Message> Step(const std::string& text) {
  return std::make_shared<CollectSourcesResponse>(
      FromText<CollectSourcesResponse>(text));
}

TEST(SourceListTest, ShowsFreshnessAndWhyOneFailed) {
  FakeDaemon daemon;
  source::v1::ListSourcesResponse answer;
  *answer.add_sources() = FromText<source::v1::Source>(kSource);
  daemon.Answer("ListSources", answer);
  const Outcome table = RunCommand(
      &daemon, {"source", "list", "--provider", "cloudnine", "--owner", "o"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("failed 24 h"), HasSubstr("backing off"),
                    HasSubstr("    partner: answered 503\\x1b[2J\n")));
  EXPECT_THAT(daemon.Requests("ListSources"),
              ElementsAre("provider: \"cloudnine\" page_size: 1000 owner: "
                          "\"o\""));
  EXPECT_THAT(
      RunCommand(&daemon, {"-o", "csv", "source", "list"}).out,
      AllOf(HasSubstr("\"backing_off\",\"failed\""), Not(HasSubstr("\x1b"))));
}

TEST(SourceShowTest, ShowsItsFindings) {
  FakeDaemon daemon;
  daemon.Answer("GetSource", FromText<source::v1::Source>(kSource));
  const Outcome table =
      RunCommand(&daemon, {"source", "show", "cloudnine-status"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("3 in a row: answered 503\\x1b[2J"),
                    HasSubstr("page.json:7"), HasSubstr("12,345"),
                    HasSubstr("    'sleepy' is no state; read as major "
                              "outage\n")));
  EXPECT_THAT(daemon.Requests("GetSource"),
              ElementsAre("id: \"cloudnine-status\""));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "json", "source", "show", "x"}).out,
              AllOf(HasSubstr("\"cursor\": \"0a1b\""),
                    HasSubstr("\"severity\": \"SEVERITY_ERROR\"")));
  EXPECT_THAT(
      RunCommand(&daemon, {"-o", "csv", "source", "show", "x"}).out,
      HasSubstr("\"error\",\"page.json\",7,\"components[2].status\","
                "\"status-unknown-word\",\"'sleepy' is no state; read as major "
                "outage\",12345,,\"7 sleepy\""));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "yaml", "source", "show", "x"}).out,
              StartsWith("id: cloudnine-status\n"));
}

TEST(SourceCheckTest, EndsWithSevenWhenItCannotBeUsed) {
  FakeDaemon daemon;
  daemon.Answer("CheckSource", FromText<source::v1::SourceCheck>(R"pb(
                  id: "cost"
                  usable: false
                  failure {
                    kind: PROBLEM_KIND_CONFIGURATION
                    message: "no file matches"
                  }
                  fields {
                    field: "BilledCost"
                    total: 1000
                    filled: 999
                    mandatory: true
                  })pb"));
  const Outcome bad = RunCommand(&daemon, {"source", "check", "cost"});
  EXPECT_EQ(bad.code, ExitCode::kCheckFailed);
  EXPECT_THAT(bad.out, AllOf(HasSubstr("NOT USABLE"),
                             HasSubstr("configuration: no file matches"),
                             HasSubstr("999  1,000   99 %  yes, lacking")));
  EXPECT_EQ(RunCommand(&daemon, {"-o", "json", "source", "check", "cost"}).code,
            ExitCode::kCheckFailed);
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "source", "check", "cost"}).out,
              HasSubstr("\"BilledCost\",1000,999,true"));
  EXPECT_THAT(daemon.Requests("CheckSource"),
              ElementsAre("id: \"cost\"", "id: \"cost\"", "id: \"cost\""));
}

TEST(SourceCheckTest, EndsWithZeroWhenItCan) {
  FakeDaemon daemon;
  daemon.Answer("CheckSource",
                FromText<source::v1::SourceCheck>("id: 'cost' usable: true"));
  const Outcome good = RunCommand(&daemon, {"source", "check", "cost"});
  EXPECT_EQ(good.code, ExitCode::kDone);
  EXPECT_THAT(good.out, StartsWith("✓ usable"));
}

void LayDownCollection(FakeDaemon* daemon) {
  daemon->Answer(
      "CollectSources",
      {Step("source: 'a'"), Step("source: 'b'"),
       Step("source: 'a' done: true batches: 2 rows: 12345 "
            "superseded: 12000"),
       Step("source: 'b' done: true failure { kind: PROBLEM_KIND_TRANSIENT "
            "message: 'timed out\\033[2J' }")});
}

TEST(SourceCollectTest, WaitsUntilAllWereTriedAndShowsWhatCameOfIt) {
  FakeDaemon daemon;
  LayDownCollection(&daemon);
  const Outcome table =
      RunCommand(&daemon, {"source", "collect", "--all", "--wait"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_EQ(table.out,
            "SOURCE  OUTCOME     ROWS  SUPERSEDED  BATCHES\n"
            "a       ✓ done    12,345      12,000        2\n"
            "b       ● failed       0           0        0\n"
            "    transient: timed out\\x1b[2J\n");
  EXPECT_EQ(table.err, "a: 12,345 rows; superseded: 12,000\n");
  EXPECT_THAT(daemon.Requests("CollectSources"), ElementsAre("all: true"));
}

TEST(SourceCollectTest, SaysWhatWasRefusedOfWhatWasRead) {
  FakeDaemon daemon;
  LayDownCollection(&daemon);
  daemon.Answer("GetSource", FromText<source::v1::Source>(
                                 "id: 'a' findings { severity: SEVERITY_ERROR "
                                 "rule: 'focus-row-not-counted' count: 12345 } "
                                 "findings { severity: SEVERITY_WARNING rule: "
                                 "'focus-header-case' count: 1 }"));
  const Outcome table =
      RunCommand(&daemon, {"source", "collect", "--all", "--wait"});
  EXPECT_EQ(table.err,
            "a: 12,345 rows; superseded: 12,000; refused: "
            "focus-row-not-counted (12,345); "
            "regisseur source show a\n");
}

TEST(SourceCollectTest, AFailedSourceFailsOnlyWithFailOnGaps) {
  FakeDaemon daemon;
  LayDownCollection(&daemon);
  EXPECT_EQ(RunCommand(&daemon, {"source", "collect", "--all", "--wait",
                                 "--fail-on-gaps"})
                .code,
            ExitCode::kIncomplete);
}

TEST(SourceCollectTest, GivesProgramsTheLastStepOfEachSource) {
  FakeDaemon daemon;
  LayDownCollection(&daemon);
  const Outcome json = RunCommand(
      &daemon, {"-o", "json", "source", "collect", "a", "b", "--wait"});
  EXPECT_THAT(json.out,
              AllOf(StartsWith("{\n \"sources\": [\n"),
                    HasSubstr("\"rows\": \"12345\""),
                    HasSubstr("\"kind\": \"PROBLEM_KIND_TRANSIENT\"")));
  EXPECT_EQ(json.err,
            "a: done, 12,345 rows\n"
            "b: failed, transient: timed out\\x1b[2J\n");
  EXPECT_THAT(daemon.Requests("CollectSources"),
              ElementsAre("ids: \"a\" ids: \"b\""));
  EXPECT_THAT(
      RunCommand(&daemon, {"-o", "csv", "source", "collect", "a", "--wait"})
          .out,
      HasSubstr("\"a\",true,2,12345,"));
  EXPECT_THAT(
      RunCommand(&daemon, {"-o", "yaml", "source", "collect", "a", "--wait"})
          .out,
      StartsWith("sources:\n  - source: a\n    done: true\n"));
}

TEST(SourceCollectTest, ShowsProgressOnATerminalOnly) {
  FakeDaemon daemon;
  LayDownCollection(&daemon);
  const Outcome outcome =
      RunCommand(&daemon, {"source", "collect", "--all", "--wait"},
                 {.err_kind = {.is_tty = true, .columns = 80}});
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("\r\x1b[Kcollecting: 1 of 2 done"),
                    ::testing::EndsWith("\r\x1b[Ka: 12,345 rows; superseded: "
                                        "12,000\n")));
}

TEST(SourceCollectTest, WithoutWaitReturnsOnceTheDaemonHasBegun) {
  FakeDaemon daemon;
  daemon.Answer("CollectSources", {Step("source: 'a'")});
  daemon.KeepStreamsOpen();
  const Outcome outcome = RunCommand(&daemon, {"source", "collect", "a", "b"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("Collection started: a, b."));
}

TEST(SourceCollectTest, RefusesAnUnknownSource) {
  FakeDaemon daemon;
  daemon.Fail("CollectSources",
              grpc::Status(grpc::StatusCode::NOT_FOUND, "no source 'x'"));
  for (const bool wait : {false, true}) {
    std::vector<std::string> words = {"source", "collect", "x"};
    if (wait) words.push_back("--wait");
    const Outcome outcome = RunCommand(&daemon, words);
    EXPECT_EQ(outcome.code, ExitCode::kNotFound);
    EXPECT_EQ(outcome.err, "regisseur: no source 'x'\n");
  }
}

TEST(SourceCollectTest, ABrokenStreamIsNoSuccess) {
  FakeDaemon daemon;
  LayDownCollection(&daemon);
  daemon.Fail("CollectSources",
              grpc::Status(grpc::StatusCode::UNAVAILABLE, "Socket closed"));
  EXPECT_EQ(RunCommand(&daemon, {"source", "collect", "--all", "--wait"}).code,
            ExitCode::kUnavailable);
}

}  // namespace
}  // namespace regisseur
