#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/service_level/v1/service_level.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kLevel[] = R"pb(
  contract: "hosting-2026"
  objective: "availability"
  service: "hosting"
  provider: "cloudnine"
  kind: "availability"
  target: "99.9"
  unit: "%"
  attained: "99.899999"
  attained_at_least: "99.899999"
  attained_at_most: "99.899999"
  agreed_seconds: 2682000
  downtime_seconds: 2682
  excluded_seconds: 0
  unknown_seconds: 0
  error_budget_seconds: "2682.0"
  error_budget_left_seconds: "-95.5"
  verdict: VERDICT_BREACHED
  origin: ORIGIN_MEASURED
  sources: "probe"
  window_last_day: "2026-10-31"
  closed: true
  credit {
    amount: "950.00"
    currency: "EUR"
    percent: "10"
    uncapped: "1200.00"
    claim_by: "2026-12-30"
    capped: true
  }
  others {
    origin: ORIGIN_REPORTED
    attained: "99.930000"
    verdict: VERDICT_MET
    stated: true
  }
  disagreements {
    origin: ORIGIN_REPORTED
    sources: "page"
    attained: "99.930000"
    verdict: VERDICT_MET
    minutes: "13.4"
    amount: "950.00"
    currency: "EUR"
    verdict_differs: true
  }
)pb";

TEST(SlaReportTest, SaysWhatIsSettledBySilence) {
  FakeDaemon daemon;
  service_level::v1::ListServiceLevelsResponse answer;
  auto& level = *answer.add_objectives();
  level = FromText<service_level::v1::ServiceLevel>(kLevel);
  level.set_origin(type::v1::ORIGIN_SETTLED);
  level.set_stated(true);
  daemon.Answer("ListServiceLevels", answer);
  EXPECT_THAT(RunCommand(&daemon, {"sla", "report"}).out,
              AllOf(HasSubstr("settled"), Not(HasSubstr("by silence"))));
  auto& note = *level.add_notes();
  note.set_rule("sla-settled-by-silence");
  note.set_message("Settled by silence on 2026-12-30.");
  daemon.Answer("ListServiceLevels", answer);
  EXPECT_THAT(RunCommand(&daemon, {"sla", "report"}).out,
              AllOf(HasSubstr("settled by silence"),
                    HasSubstr("└ Settled by silence on 2026-12-30.")));
}

TEST(SlaReportTest, SaysHowManyTicketsAreNotJudged) {
  FakeDaemon daemon;
  service_level::v1::ListServiceLevelsResponse answer;
  auto& level = *answer.add_objectives();
  level = FromText<service_level::v1::ServiceLevel>(kLevel);
  level.add_levels()->set_priority("P1");
  auto& row = *level.add_levels();
  row.set_priority("P2");
  row.set_not_judged(3);
  daemon.Answer("ListServiceLevels", answer);
  EXPECT_THAT(RunCommand(&daemon, {"sla", "report"}).out,
              HasSubstr("0 of 0 in time (3 not judged)"));
}

TEST(SlaReportTest, CutsPercentagesSoThatABreachNeverReadsAsKept) {
  FakeDaemon daemon;
  service_level::v1::ListServiceLevelsResponse answer;
  answer.set_period("2026-10");
  *answer.add_objectives() = FromText<service_level::v1::ServiceLevel>(kLevel);
  daemon.Answer("ListServiceLevels", answer);
  const Outcome table =
      RunCommand(&daemon, {"sla", "report", "--period", "2026-10"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("99.899 %"), HasSubstr("✗ breached"),
                    HasSubstr("950.00 EUR"), HasSubstr("2026-12-30"),
                    HasSubstr("reported (page): 99.930 % met, 13.4 min less "
                              "down, 950.00 EUR less credit"),
                    HasSubstr("without the cap 1,200.00 EUR")));
  EXPECT_THAT(daemon.Requests("ListServiceLevels"),
              ElementsAre("period: \"2026-10\" page_size: 1000"));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "json", "sla", "report"}).out,
              AllOf(HasSubstr("\"attained\": \"99.899999\""),
                    HasSubstr("\"downtimeSeconds\": \"2682\""),
                    HasSubstr("\"verdict\": \"VERDICT_BREACHED\"")));
}

TEST(SlaShowTest, AnswersTheLawyer) {
  FakeDaemon daemon;
  auto answer = FromText<service_level::v1::ExplainServiceLevelResponse>(R"pb(
    pieces {
      start_time { seconds: 1790000000 }
      end_time { seconds: 1790002682 }
      seconds: 2682
      state: OPERATIONAL_STATE_MAJOR_OUTAGE
      counts_as: COUNTS_AS_DOWN
      sources: "probe"
      incidents: "i1"
      message: "Web in major_outage."
    }
    arithmetic { rule: "sla-line-attained" message: "Attained = 99.899999 %." }
    witnesses { source: "probe" adapter: "probe" origin: ORIGIN_MEASURED }
    restatements {
      known_time { seconds: 1795000000 }
      attained_after: "99.899999"
      message: "probe told it for the first time."
    }
  )pb");
  *answer.mutable_level() = FromText<service_level::v1::ServiceLevel>(kLevel);
  daemon.Answer("ExplainServiceLevel", answer);
  const Outcome table = RunCommand(
      &daemon,
      {"sla", "show", "--contract", "hosting-2026", "--origin", "measured"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("99.899999 %"), HasSubstr("measured: probe"),
                    HasSubstr("Attained = 99.899999 %."),
                    HasSubstr("Web in major_outage."), HasSubstr("i1"),
                    HasSubstr("told it for the first time")));
  EXPECT_THAT(daemon.Requests("ExplainServiceLevel"),
              ElementsAre(HasSubstr("origin: ORIGIN_MEASURED")));
}

TEST(SlaReportTest, SaysWhoDisputesAndWhatAPenaltyIsMadeOf) {
  FakeDaemon daemon;
  service_level::v1::ListServiceLevelsResponse answer;
  auto& level = *answer.add_objectives();
  level = FromText<service_level::v1::ServiceLevel>(kLevel);
  level.add_services("portal");
  level.add_services("wan");
  *level.add_disputes() = FromText<service_level::v1::Dispute>(R"pb(
    id: "o1"
    by_provider: true
    raised_time { seconds: 1794474000 }
    figure: "99.950000"
    reason: "The probe was offline."
  )pb");
  auto& note = *level.add_notes();
  note.set_rule("sla-disputed-figure");
  note.set_message("Disputed: the provider objected.");
  *level.mutable_credit()->add_penalties() =
      FromText<service_level::v1::UnitPenalty>(R"pb(
        per: "hour"
        units: "4.5"
        paid_units: "3"
        price: "250.00"
        at_most: "5000.00"
        amount: "750.00"
      )pb");
  daemon.Answer("ListServiceLevels", answer);
  const Outcome wide = RunCommand(&daemon, {"sla", "report"});
  EXPECT_THAT(
      wide.out,
      AllOf(HasSubstr(", disputed"), HasSubstr("portal + wan"),
            HasSubstr("└ disputed by the provider since 2026-11-12 09:00Z: it "
                      "should be 99.950 %. The probe was offline."),
            HasSubstr("└ penalty: 3 × 250.00 for each hour begun, at most "
                      "5,000.00 = 750.00 EUR"),
            // Said once.
            Not(HasSubstr("the provider objected"))));
}

TEST(SlaReportTest, MarksAFigureThatAnotherSourceTellsOtherwise) {
  FakeDaemon daemon;
  service_level::v1::ListServiceLevelsResponse answer;
  auto& level = *answer.add_objectives();
  level = FromText<service_level::v1::ServiceLevel>(kLevel);
  level.clear_disagreements();
  level.set_told_otherwise(true);
  *level.add_disagreements() = FromText<service_level::v1::Disagreement>(R"pb(
    origin: ORIGIN_REPORTED
    stated: true
    sources: "kpi"
    attained: "99.200000"
    verdict: VERDICT_BREACHED
    verdict_differs: true
    amount: "-950.00"
    currency: "EUR"
  )pb");
  auto& note = *level.add_notes();
  note.set_rule("sla-told-otherwise");
  note.set_message("kpi tells 99.2 about the same time.");
  daemon.Answer("ListServiceLevels", answer);
  EXPECT_THAT(
      RunCommand(&daemon, {"sla", "report"}).out,
      AllOf(HasSubstr(", told otherwise"),
            HasSubstr("└ reported, stated (kpi): 99.200 % breached, 950.00 EUR "
                      "more credit"),
            HasSubstr("kpi tells 99.2 about the same time")));
}

// Two windows of one promise differ by their last day only.
TEST(SlaReportTest, NarrowTablesKeepWhatTellsWindowsApart) {
  FakeDaemon daemon;
  service_level::v1::ListServiceLevelsResponse answer;
  for (const char* day : {"2026-08-31", "2026-09-30"}) {
    auto& level = *answer.add_objectives();
    level = FromText<service_level::v1::ServiceLevel>(kLevel);
    level.set_window_last_day(day);
  }
  daemon.Answer("ListServiceLevels", answer);
  EXPECT_THAT(
      RunCommand(&daemon, {"sla", "report"}, {.out_kind = {.columns = 80}}).out,
      AllOf(HasSubstr("2026-08-31"), HasSubstr("2026-09-30")));
  service_level::v1::ExplainServiceLevelResponse why;
  *why.mutable_level() = answer.objectives(1);
  *why.mutable_windows() = answer.objectives();
  // Arithmetic is wrapped, never cut.
  why.add_arithmetic()->set_message(
      "The window is from 2026-09-01 00:00 to 2026-10-01 00:00 "
      "Europe/Amsterdam; version of 2026-01-01 judges it.");
  daemon.Answer("ExplainServiceLevel", why);
  EXPECT_THAT(RunCommand(&daemon, {"sla", "show", "--contract", "hosting-2026",
                                   "--period", "2026-Q3"})
                  .out,
              AllOf(HasSubstr("--period 2026-08-31"), HasSubstr("here"),
                    HasSubstr("until 2026-09-30")));
  EXPECT_THAT(RunCommand(&daemon, {"sla", "show", "--contract", "hosting-2026"},
                         {.out_kind = {.columns = 80}})
                  .out,
              AllOf(HasSubstr("version of 2026-01-01 judges it."),
                    Not(HasSubstr("…"))));
}

TEST(SlaHistoryTest, NeedsAContract) {
  FakeDaemon daemon;
  EXPECT_EQ(RunCommand(&daemon, {"sla", "history"}).code, ExitCode::kUsage);
}

}  // namespace
}  // namespace regisseur
