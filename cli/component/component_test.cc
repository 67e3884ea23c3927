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

TEST(ComponentListTest, AsksForOneProvidersComponents) {
  FakeDaemon daemon;
  daemon.Answer("ListComponents",
                FromText<status::v1::ListComponentsResponse>(R"pb(
                  components {
                    id: "c1"
                    name: "Web\x1b[31m portal"
                    group: "EU"
                    state: OPERATIONAL_STATE_PARTIAL_OUTAGE
                    since { seconds: 1791183600 }
                    source: "cloudnine-status"
                    services: "hosting"
                  }
                  components { id: "c2" name: "API" })pb"));
  const Outcome table =
      RunCommand(&daemon, {"component", "list", "--provider", "cloudnine"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(
      table.out,
      AllOf(HasSubstr("Web\\x1b[31m portal"), HasSubstr("▲ partial outage"),
            HasSubstr("2026-10-05 07:00Z"), HasSubstr("? unknown")));
  EXPECT_THAT(daemon.Requests("ListComponents"),
              ElementsAre("provider: \"cloudnine\" page_size: 1000"));
  EXPECT_THAT(
      RunCommand(&daemon,
                 {"-o", "json", "component", "list", "--provider", "cloudnine"})
          .out,
      AllOf(HasSubstr("\"state\": \"OPERATIONAL_STATE_PARTIAL_OUTAGE\""),
            HasSubstr("\\u001b[31m")));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "component", "list",
                                   "--provider", "cloudnine"})
                  .out,
              HasSubstr("\"partial_outage\",\"2026-10-05T07:00:00Z\""));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "yaml", "component", "list",
                                   "--provider", "cloudnine"})
                  .out,
              HasSubstr("  - id: c1\n"));
}

TEST(ComponentListTest, SaysThatThereAreNone) {
  FakeDaemon daemon;
  EXPECT_THAT(RunCommand(&daemon, {"component", "list", "--provider", "p"}).out,
              StartsWith("No components"));
}

}  // namespace
}  // namespace regisseur
