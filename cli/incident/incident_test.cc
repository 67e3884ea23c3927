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

constexpr char kIncidents[] = R"pb(
  incidents {
    id: "i2"
    provider: "cloudnine"
    source: "cloudnine-status"
    title: "Portal slow"
    state: INCIDENT_PHASE_IDENTIFIED
    impact: INCIDENT_IMPACT_MAJOR
    start_time { seconds: 1795418400 }
    components: "Web"
  }
  incidents {
    id: "i1"
    provider: "snel"
    title: "Old"
    state: INCIDENT_PHASE_RESOLVED
    start_time { seconds: 1791183600 }
    end_time { seconds: 1791190800 }
    end_inferred: true
  })pb";

TEST(IncidentListTest, ShowsWhatIsOpenAndHowLongTheRestLasted) {
  FakeDaemon daemon;
  daemon.Answer("ListIncidents",
                FromText<status::v1::ListIncidentsResponse>(kIncidents));
  const Outcome table = RunCommand(&daemon, {"incident", "list"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  // 1795418400 is 2026-11-23T07:20:00Z, the clock stands at 09:00.
  EXPECT_THAT(table.out, AllOf(HasSubstr("2026-11-23 07:20Z  open 1 h"),
                               HasSubstr("2026-10-05 07:00Z  2 h?"),
                               HasSubstr("major"), HasSubstr("Portal slow")));
}

TEST(IncidentListTest, SendsEveryRestriction) {
  FakeDaemon daemon;
  RunCommand(&daemon, {"incident", "list", "--provider", "cloudnine", "--open",
                       "--from", "2026-10", "--to", "2026-11-05", "--owner",
                       "m.visser", "--as-known-on", "2026-10-05T07:00:00Z"});
  EXPECT_THAT(
      daemon.Requests("ListIncidents"),
      ElementsAre("provider: \"cloudnine\" open: true from: \"2026-10\" to: "
                  "\"2026-11-05\" page_size: 1000 as_known_on { seconds: "
                  "1791183600 } owner: \"m.visser\""));
}

TEST(IncidentListTest, GivesRowsToPrograms) {
  FakeDaemon daemon;
  daemon.Answer("ListIncidents",
                FromText<status::v1::ListIncidentsResponse>(kIncidents));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "json", "incident", "list"}).out,
              AllOf(HasSubstr("\"endInferred\": true"),
                    HasSubstr("\"startTime\": \"2026-11-23T07:20:00Z\""),
                    HasSubstr("\"gaps\": []")));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "incident", "list"}).out,
              HasSubstr("\"identified\",\"major\""));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "yaml", "incident", "list"}).out,
              Not(HasSubstr("discloseTime")));
}

TEST(IncidentListTest, SaysThatThereAreNone) {
  FakeDaemon daemon;
  EXPECT_THAT(RunCommand(&daemon, {"incident", "list"}).out,
              StartsWith("No incidents."));
}

}  // namespace
}  // namespace regisseur
