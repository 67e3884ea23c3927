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

TEST(MaintenanceListTest, ShowsWhenItWasAnnounced) {
  FakeDaemon daemon;
  daemon.Answer("ListMaintenances",
                FromText<status::v1::ListMaintenancesResponse>(R"pb(
                  maintenances {
                    id: "m1"
                    provider: "cloudnine"
                    title: "Switches"
                    state: MAINTENANCE_PHASE_SCHEDULED
                    start { seconds: 1791183600 }
                    end { seconds: 1791190800 }
                    announce_time { seconds: 1791000000 }
                  })pb"));
  const Outcome table = RunCommand(
      &daemon, {"maintenance", "list", "--provider", "cloudnine", "--from",
                "2026-10-01", "--to", "2026-10-31", "--owner", "o"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("2026-10-05 07:00Z  2026-10-05 09:00Z"),
                    HasSubstr("scheduled"), HasSubstr("2026-10-03 04:00Z"),
                    HasSubstr("all")));
  EXPECT_THAT(daemon.Requests("ListMaintenances"),
              ElementsAre("provider: \"cloudnine\" from: \"2026-10-01\" to: "
                          "\"2026-10-31\" page_size: 1000 owner: \"o\""));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "json", "maintenance", "list"}).out,
              HasSubstr("\"announceTime\": \"2026-10-03T04:00:00Z\""));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "maintenance", "list"}).out,
              AllOf(HasSubstr("\"scheduled\""), Not(HasSubstr("–"))));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "yaml", "maintenance", "list"}).out,
              StartsWith("maintenances:\n  - id: m1\n"));
}

}  // namespace
}  // namespace regisseur
