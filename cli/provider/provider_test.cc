#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kCloudNine[] = R"pb(
  id: "cloudnine"
  name: "CloudNine B.V."
  tier: TIER_STRATEGIC
  owner: "m.visser"
  services {
    id: "hosting"
    name: "Managed hosting"
    components: "Web*"
    state: OPERATIONAL_STATE_MAJOR_OUTAGE
  }
  sources: "cloudnine-status"
  overview {
    state: OPERATIONAL_STATE_MAJOR_OUTAGE
    state_since_time { seconds: 1795417200 }
    open_incidents: 1
    cost { currency: "EUR" month_to_date: "7125.5" basis: "charges" }
    attention { rule: "state" message: "Web portal is down since 07:00" }
    sources {
      id: "cloudnine-status"
      adapter: "statuspage"
      freshness: FRESHNESS_FRESH
      last_answer_time { seconds: 1795424280 }
    }
    coverage {
      status: COVERAGE_KIND_REPORTED
      cost: COVERAGE_KIND_REPORTED
      service_level: COVERAGE_KIND_ABSENT
    }
  })pb";

TEST(ProviderListTest, ShowsEachProviderWithItsState) {
  FakeDaemon daemon;
  portfolio::v1::ListProvidersResponse answer;
  *answer.add_providers() = FromText<portfolio::v1::Provider>(kCloudNine);
  daemon.Answer("ListProviders", answer);
  const Outcome table =
      RunCommand(&daemon, {"provider", "list", "--owner", "m.visser"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("cloudnine  CloudNine B.V.  strategic  ● major "
                              "outage  m.visser"),
                    Not(HasSubstr("REMARK"))));
  EXPECT_THAT(daemon.Requests("ListProviders"),
              ElementsAre("page_size: 1000 owner: \"m.visser\""));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "json", "provider", "list"}).out,
              StartsWith("{\n \"providers\": [\n"));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "provider", "list"}).out,
              HasSubstr("\"overview.cost.monthToDate\""));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "yaml", "provider", "list"}).out,
              HasSubstr("monthToDate: \"7125.5\""));
}

TEST(ProviderShowTest, SaysHowItDoesAndHowWeKnow) {
  FakeDaemon daemon;
  daemon.Answer("GetProvider", FromText<portfolio::v1::Provider>(kCloudNine));
  const Outcome table = RunCommand(&daemon, {"provider", "show", "cloudnine",
                                             "--as-known-on", "2026-10-05"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(
      table.out,
      AllOf(HasSubstr("● major outage since 2026-11-23 07:00Z"),
            HasSubstr("7,125.50 EUR"), HasSubstr("last month      –"),
            HasSubstr("Web portal is down since 07:00"),
            HasSubstr("state reported, cost reported, service levels absent"),
            HasSubstr("fresh 2 min")));
  EXPECT_THAT(daemon.Requests("GetProvider"),
              ElementsAre("id: \"cloudnine\" as_known_on { seconds: 1791244799 "
                          "nanos: 999999999 }"));
  EXPECT_THAT(
      RunCommand(&daemon, {"-o", "json", "provider", "show", "cloudnine"}).out,
      AllOf(HasSubstr("\"openIncidents\": 1"),
            Not(HasSubstr("\"lastMonth\":"))));
  EXPECT_THAT(
      RunCommand(&daemon, {"-o", "csv", "provider", "show", "cloudnine"}).out,
      HasSubstr("\r\n\"cloudnine\",\"CloudNine B.V.\",\"strategic\""));
  EXPECT_THAT(
      RunCommand(&daemon, {"-o", "yaml", "provider", "show", "cloudnine"}).out,
      StartsWith("id: cloudnine\n"));
}

// A partner is not told how we know of it, which is not that nobody tells.
TEST(ProviderShowTest, LeavesOutWhatIsNotForTheReader) {
  FakeDaemon daemon;
  auto provider = FromText<portfolio::v1::Provider>(kCloudNine);
  provider.mutable_overview()->clear_coverage();
  daemon.Answer("GetProvider", provider);
  EXPECT_THAT(RunCommand(&daemon, {"provider", "show", "cloudnine"}).out,
              AllOf(HasSubstr("major outage"), Not(HasSubstr("how we know")),
                    Not(HasSubstr("absent"))));
}

}  // namespace
}  // namespace regisseur
