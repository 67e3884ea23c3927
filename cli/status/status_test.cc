#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/status/v1/status.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(StatusHistoryTest, ShowsTheTimeInEachState) {
  FakeDaemon daemon;
  daemon.Answer("ListStatusHistory",
                FromText<status::v1::ListStatusHistoryResponse>(R"pb(
                  from_time { seconds: 1790812800 }
                  to_time { seconds: 1793491200 }
                  rows {
                    component_id: "c1"
                    component: "Web portal"
                    operational_seconds: 2657940
                    major_outage_seconds: 1260
                    unknown_seconds: 18000
                    incidents: 2
                  })pb"));
  const Outcome table = RunCommand(
      &daemon, {"status", "history", "--provider", "cloudnine", "--service",
                "hosting", "--component", "c1", "--from", "2026-10", "--to",
                "2026-10", "--as-known-on", "2026-11-01T00:00:00Z"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(
      table.out,
      AllOf(StartsWith("From 2026-10-01 00:00Z until 2026-11-01 00:00Z"),
            HasSubstr("21 min"), HasSubstr("5 h 00 min"),
            HasSubstr("738 h 19 min")));
  EXPECT_THAT(
      daemon.Requests("ListStatusHistory"),
      ElementsAre("provider: \"cloudnine\" service: \"hosting\" component: "
                  "\"c1\" from: \"2026-10\" to: \"2026-10\" page_size: 1000 "
                  "as_known_on { seconds: 1793491200 }"));
  const std::vector<std::string> ask = {"status", "history", "--provider",
                                        "cloudnine"};
  const auto in = [&](const std::string& format) {
    std::vector<std::string> words = {"-o", format};
    words.insert(words.end(), ask.begin(), ask.end());
    return RunCommand(&daemon, words).out;
  };
  EXPECT_THAT(in("json"), AllOf(HasSubstr("\"majorOutageSeconds\": \"1260\""),
                                HasSubstr("\"incidents\": 2"),
                                HasSubstr("\"degradedSeconds\": \"0\"")));
  EXPECT_THAT(in("csv"),
              HasSubstr("\"c1\",\"Web portal\",,2657940,0,0,1260,0,18000,2,"));
  EXPECT_THAT(in("yaml"), HasSubstr("majorOutageSeconds: \"1260\""));
}

TEST(StatusHistoryTest, SaysThatNothingWasObserved) {
  FakeDaemon daemon;
  EXPECT_THAT(RunCommand(&daemon, {"status", "history", "--provider", "p"}).out,
              Not(HasSubstr("COMPONENT")));
}

TEST(StatusHistoryTest, KeepsTheBadStatesOnANarrowScreen) {
  FakeDaemon daemon;
  daemon.Answer(
      "ListStatusHistory",
      FromText<status::v1::ListStatusHistoryResponse>(
          R"pb(rows { component: "Web" operational_seconds: 2678400 })pb"));
  EXPECT_THAT(RunCommand(&daemon, {"status", "history", "--provider", "p"},
                         {.out_kind = {.is_tty = true, .columns = 80}})
                  .out,
              AllOf(HasSubstr("MAJOR OUTAGE"), HasSubstr("UNKNOWN")));
}

}  // namespace
}  // namespace regisseur
