#include "cli/overview/overview.h"

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/output/display_text.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using portfolio::v1::Overview;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Fixture(const std::string& name) {
  std::ifstream file("testdata/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_TRUE(file) << name;
  return text.str();
}

class OverviewTest : public ::testing::Test {
 protected:
  OverviewTest() {
    daemon_.Answer("GetOverview",
                   FromText<Overview>(Fixture("portfolio.textproto")));
  }

  std::string TableIn(int columns, std::vector<std::string> more = {}) {
    more.insert(more.begin(), "overview");
    const Outcome outcome =
        RunCommand(&daemon_, more,
                   {.out_kind = {.is_tty = true, .columns = columns},
                    .environment = {{"NO_COLOR", "1"}}});
    EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
    for (absl::string_view line : absl::StrSplit(outcome.out, '\n')) {
      EXPECT_LE(DisplayWidth(line), columns) << line;
    }
    return outcome.out;
  }

  FakeDaemon daemon_;
};

TEST_F(OverviewTest, ReadsWellIn80Columns) {
  EXPECT_EQ(TableIn(80), Fixture("overview_80.txt"));
}

TEST_F(OverviewTest, ReadsWellIn160Columns) {
  EXPECT_EQ(TableIn(160), Fixture("overview_160.txt"));
}

TEST_F(OverviewTest, AllShowsEveryRowReasonAndGap) {
  const std::string all = TableIn(100, {"--all"});
  EXPECT_THAT(all, AllOf(HasSubstr("Burosoft"), HasSubstr("✓ operational"),
                         HasSubstr("cost of USD could not be converted"),
                         HasSubstr("drukkerij: nobody tells its state"),
                         Not(HasSubstr("quiet")), Not(HasSubstr("more"))));
}

TEST_F(OverviewTest, CountsTheDecisionsThatWait) {
  EXPECT_THAT(TableIn(160), Not(HasSubstr("AGENDA")));
  Overview overview = FromText<Overview>(Fixture("portfolio.textproto"));
  for (portfolio::v1::ProviderOverview& row : *overview.mutable_providers()) {
    row.set_agenda_items(0);
  }
  overview.mutable_providers(0)->set_agenda_items(2);
  // The last one is quiet, and its decision is counted all the same.
  overview.mutable_providers()->rbegin()->set_agenda_items(1);
  daemon_.Answer("GetOverview", overview);
  EXPECT_THAT(TableIn(160),
              AllOf(HasSubstr("AGENDA"), HasSubstr("3 decisions wait")));
  EXPECT_THAT(RunCommand(&daemon_, {"-o", "json", "overview"}).out,
              HasSubstr("\"agendaItems\": 2"));
}

// A figure where it is known whole, else its bounds; nothing where no contract
// runs, and no column where none does at all.
TEST(OverviewRigidityTest, IsAColumnOfWideScreens) {
  const auto told = [](const char* totals, int columns) {
    FakeDaemon daemon;
    daemon.Answer("GetOverview", FromText<Overview>(absl::StrCat(R"(
      month: "2026-10"
      providers { id: "cloud" attention { rule: "x" message: "x" } )",
                                                                 totals, R"( }
      providers { id: "desk" attention { rule: "x" message: "x" } }
      totals { providers: 2 }
    )")));
    return RunCommand(&daemon, {"overview"},
                      {.out_kind = {.is_tty = true, .columns = columns},
                       .environment = {{"NO_COLOR", "1"}}})
        .out;
  };
  EXPECT_THAT(told("rigidity { figure: \"0.358\" }", 200),
              AllOf(HasSubstr("RIGIDITY"), HasSubstr("0.358")));
  EXPECT_THAT(told("rigidity { figure_at_least: \"0.300\" "
                   "figure_at_most: \"0.500\" }",
                   200),
              HasSubstr("0.300–0.500"));
  EXPECT_THAT(told("", 200), Not(HasSubstr("RIGIDITY")));
}

TEST_F(OverviewTest, UsesColourOnATerminalOnly) {
  EXPECT_THAT(RunCommand(&daemon_, {"overview"},
                         {.out_kind = {.is_tty = true, .columns = 80}})
                  .out,
              HasSubstr("\x1b[1;31m● major outage\x1b[0m"));
  EXPECT_THAT(RunCommand(&daemon_, {"overview"}).out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(RunCommand(&daemon_, {"--no-color", "overview"},
                         {.out_kind = {.is_tty = true, .columns = 80}})
                  .out,
              Not(HasSubstr("\x1b")));
}

TEST_F(OverviewTest, SendsOwnerAndTheDayItWasKnown) {
  RunCommand(&daemon_, {"overview", "--owner", "m.visser", "--as-known-on",
                        "2026-10-05T07:00:00Z"});
  EXPECT_THAT(daemon_.Requests("GetOverview"),
              ElementsAre("as_known_on { seconds: 1791183600 } owner: "
                          "\"m.visser\""));
}

TEST_F(OverviewTest, GivesProgramsTheSame) {
  EXPECT_THAT(
      RunCommand(&daemon_, {"-o", "json", "overview"}).out,
      AllOf(HasSubstr("\"lastMonth\": \"42018.125\""),
            HasSubstr("\"openIncidents\": 2"), Not(HasSubstr("agendaItems"))));
  EXPECT_THAT(RunCommand(&daemon_, {"-o", "csv", "overview"}).out,
              HasSubstr("\"cloudnine\",\"CloudNine B.V.\",\"strategic\","
                        "\"major_outage\""));
  EXPECT_THAT(RunCommand(&daemon_, {"-o", "yaml", "overview"}).out,
              HasSubstr("portfolio: Gemeente Voorbeeld\n"));
}

TEST(OverviewOfNothingTest, IsCalmAndWhole) {
  FakeDaemon daemon;
  const Outcome outcome = RunCommand(&daemon, {"overview"});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.out, HasSubstr("No partners are configured"));
}

TEST(OverviewOfNothingTest, SaysThatNobodyHasThatOwner) {
  FakeDaemon daemon;
  const Outcome outcome =
      RunCommand(&daemon, {"overview", "--owner", "nobody"});
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("No partner has the owner \"nobody\""),
                    Not(HasSubstr("configured"))));
}

TEST(OverviewTotalsTest, CountThePartnersThatLeftTheConfiguration) {
  FakeDaemon daemon;
  daemon.Answer("GetOverview", FromText<Overview>(R"pb(
                  providers { id: "a" }
                  providers { id: "b" }
                  providers { id: "gone" former: true }
                  totals { providers: 2 })pb"));
  EXPECT_THAT(RunCommand(&daemon, {"overview", "--all"}).out,
              AllOf(HasSubstr("of 2 partners"), HasSubstr("All 3 partners"),
                    HasSubstr("1 of them left the configuration")));
}

TEST(OverviewTotalsTest, AFigureThatCanStillChangeWearsItsOwnMark) {
  FakeDaemon daemon;
  daemon.Answer("GetOverview", FromText<Overview>(R"pb(
                  providers { id: "a" }
                  totals {
                    providers: 1
                    cost {
                      currency: "EUR"
                      month_to_date: "38590.50"
                      last_month: "68028.13"
                      provisional: true
                      month_to_date_provisional: true
                    }
                  })pb"));
  EXPECT_THAT(RunCommand(&daemon, {"overview", "--all"}).out,
              AllOf(HasSubstr("~38,590.50"), HasSubstr(" 68,028.13"),
                    HasSubstr("~ at a rate that can still change")));
}

struct CoverageCase {
  const char* measured;
  const char* reported;
  const char* by_hand;
  const char* absent;
  const char* says;
};

TEST(CoverageLineTest, NeverShowsSomethingAsNothingOrAll) {
  const CoverageCase cases[] = {
      {"0", "93", "0", "7",
       "measured 0 %, reported 93 %, by hand 0 %, absent 7 %"},
      {"0", "99999", "0", "1",
       "measured 0 %, reported >99 %, by hand 0 %, absent <1 %"},
      {"5", "0.00", "", "0",
       "measured 100 %, reported 0 %, by hand 0 %, absent 0 %"},
      // 12.5 % and 87.5 %: half away from zero.
      {"1", "7", "0", "0",
       "measured 13 %, reported 88 %, by hand 0 %, absent 0 %"},
      {"12345678901234567890.01", "12345678901234567890.01", "0", "0",
       "measured 50 %, reported 50 %, by hand 0 %, absent 0 %"},
      {"0", "0", "0", "0", "no cost of 2026-10 to weigh by"},
  };
  for (const CoverageCase& c : cases) {
    portfolio::v1::CoverageSummary coverage;
    coverage.set_measured(c.measured);
    coverage.set_reported(c.reported);
    coverage.set_by_hand(c.by_hand);
    coverage.set_absent(c.absent);
    EXPECT_THAT(CoverageLine(coverage, "2026-11"), HasSubstr(c.says));
  }
}

TEST(CoverageLineTest, SaysWhatItLeavesOut) {
  portfolio::v1::CoverageSummary coverage;
  coverage.set_reported("1");
  coverage.set_providers_without_cost(2);
  EXPECT_THAT(CoverageLine(coverage, "2026-01"),
              AllOf(HasSubstr("by cost of 2025-12"),
                    HasSubstr("leaves out 2 partners without a known cost")));
}

}  // namespace
}  // namespace regisseur
