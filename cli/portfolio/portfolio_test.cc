#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/resilience/v1/resilience.pb.h"

namespace regisseur {
namespace {

namespace pb = resilience::v1;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(PortfolioConcentrationTest, ShowsWhatIsNotKnownAsAShare) {
  FakeDaemon daemon;
  daemon.Answer("ListConcentration",
                FromText<pb::ListConcentrationResponse>(R"pb(
                  rows {
                    dimension: DIMENSION_COUNTRY
                    key: "NL"
                    known: true
                    amount: "150.00"
                    share_percent: "75.00"
                    providers: "cloud"
                  }
                  rows {
                    dimension: DIMENSION_COUNTRY
                    amount: "50.00"
                    share_percent: "25.00"
                    providers: "pink"
                  }
                  currency: "EUR"
                  total: "200.00"
                  from: "2025-10"
                  to: "2026-09")pb"));
  const Outcome table =
      RunCommand(&daemon, {"portfolio", "concentration", "--by", "country"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("75.00 %"), HasSubstr("not known"),
                               HasSubstr("200.00 EUR")));
  EXPECT_THAT(daemon.Requests("ListConcentration").back(),
              HasSubstr("DIMENSION_COUNTRY"));
}

TEST(PortfolioChainsTest, ShowsChainsAndTheirMembers) {
  FakeDaemon daemon;
  daemon.Answer("ListChains", FromText<pb::ListChainsResponse>(R"pb(
                  chains {
                    function: "desk"
                    name: "Desk"
                    critical: true
                    members { provider: "cloud" service: "web" }
                    agreed_seconds: 86400
                    down_seconds: 5400
                    attained: "93.478260"
                    weakest: "cloud/web"
                  })pb"));
  EXPECT_THAT(RunCommand(&daemon, {"portfolio", "chains"}).out,
              AllOf(HasSubstr("Desk (critical)"), HasSubstr("93.478260 %"),
                    HasSubstr("cloud/web"), HasSubstr("not known"),
                    HasSubstr("no product of percentages")));
}

TEST(PortfolioOverlapsTest, ListsIncidentsThatCoincide) {
  FakeDaemon daemon;
  daemon.Answer("ListOverlaps", FromText<pb::ListOverlapsResponse>(R"pb(
                  overlaps {
                    start_time { seconds: 1791184320 }
                    seconds: 3600
                    providers: "cloud"
                    providers: "pink"
                    incidents { provider: "cloud" title: "first" }
                  })pb"));
  EXPECT_THAT(RunCommand(&daemon, {"portfolio", "overlaps"}).out,
              AllOf(HasSubstr("cloud, pink"), HasSubstr("first"),
                    HasSubstr("goes on")));
}

TEST(PortfolioRehearsalTest, ShowsWhatIsMissing) {
  FakeDaemon daemon;
  daemon.Answer("RehearseExit", FromText<pb::RehearseExitResponse>(R"pb(
                  provider: "cloud"
                  name: "Cloud B.V."
                  on: "2027-06-30"
                  month: "2026-09"
                  currency: "EUR"
                  contracts {
                    contract: "hosting"
                    notice_received_by: "2028-09-29"
                    currency: "EUR"
                    exit_payment: "2500.00"
                  }
                  deadlines {
                    day: "2028-09-29"
                    what { text: "Our notice of hosting has to be received." }
                  }
                  missing { what { text: "hosting: there is no exit plan." } }
                )pb"));
  const Outcome table =
      RunCommand(&daemon, {"portfolio", "rehearsal", "--provider", "cloud"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(
      table.out,
      AllOf(HasSubstr("Cloud B.V. on 2027-06-30"), HasSubstr("not known"),
            HasSubstr("2,500.00 EUR"), HasSubstr("there is no exit plan")));
}

}  // namespace
}  // namespace regisseur
