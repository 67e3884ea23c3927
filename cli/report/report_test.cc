#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/report/v1/report.pb.h"

namespace regisseur {
namespace {

namespace pb = report::v1;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kIssue[] = R"pb(
  report: "monthly"
  period: "2026-10"
  revision: 2
  state: REPORT_STATE_ISSUED
  as_of_time { seconds: 1793602800 }
  time { seconds: 1793602860 }
  language: "nl"
  differences: 3
  folder: "/var/lib/regisseur/reports/monthly/2026-10/2"
  files { format: "html" name: "monthly-2026-10-r2.html" bytes: 5 }
  files { format: "pdf" problem: "it took longer than 3 min" }
  deliveries {
    to: "email"
    kind: "email"
    state: DELIVERY_STATE_RETRYING
    attempts: 2
    next_time { seconds: 1793603160 }
    problem: "550 no such mailbox"
  }
)pb";

TEST(ReportListTest, ShowsWhenTheyAppearAndWhatIsWrong) {
  FakeDaemon daemon;
  daemon.Answer("ListReports",
                FromText<pb::ListReportsResponse>(absl::StrCat(
                    R"pb(reports { id: "monthly" template: "governance"
                                   schedule: "monthly 07:00"
                                   next_due_time { seconds: 1796104800 }
                                   next_period: "2026-11"
                                   last_issue {)pb",
                    kIssue, R"pb(}
                                 }
                                                reports {
                                                  id: "own"
                                                  template: "board"
                                                  problem: "no template board"
                                                })pb")));
  EXPECT_THAT(RunCommand(&daemon, {"report", "list"}).out,
              AllOf(HasSubstr("monthly 07:00"), HasSubstr("2026-10 revision 2"),
                    HasSubstr("on request"), HasSubstr("never"),
                    HasSubstr("Cannot be made: no template board")));
}

TEST(ReportHistoryTest, TellsFilesAndDeliveriesThatFailed) {
  FakeDaemon daemon;
  daemon.Answer("ListReportIssues", FromText<pb::ListReportIssuesResponse>(
                                        absl::StrCat("issues {", kIssue,
                                                     R"pb(}
                                                          issues {
                           report: "monthly"
                           period: "2026-09"
                           state: REPORT_STATE_MISSED
                           why { rule: "report-missed" text: "Not made: off." }
                         })pb")));
  const Outcome outcome = RunCommand(
      &daemon, {"report", "history", "monthly", "--period", "2026-10"});
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("✓ issued"), HasSubstr("● missed"),
                    HasSubstr("Not made: off."), HasSubstr("html no pdf"),
                    HasSubstr("it took longer than 3 min"),
                    HasSubstr("550 no such mailbox; tried again at"),
                    HasSubstr("3 figures differ")));
  EXPECT_THAT(daemon.Requests("ListReportIssues"),
              ElementsAre(HasSubstr("id: \"monthly\" period: \"2026-10\"")));
}

TEST(ReportRunTest, MakesOneAndWritesItsFile) {
  FakeDaemon daemon;
  pb::RunReportResponse step;
  step.set_stage("collecting");
  pb::RunReportResponse last =
      FromText<pb::RunReportResponse>(absl::StrCat("issue {", kIssue,
                                                   R"pb(}
                                                        differences {
             table: "Kosten"
             row: "CloudNine"
             column: "Gefactureerd"
             from: "€ 10,00"
             to: "€ 12,50"
           })pb"));
  daemon.Answer("RunReport", {std::make_shared<pb::RunReportResponse>(step),
                              std::make_shared<pb::RunReportResponse>(last)});
  pb::DownloadReportResponse first_piece;
  first_piece.set_piece("he");
  pb::DownloadReportResponse second_piece;
  second_piece.set_piece("llo");
  daemon.Answer("DownloadReport",
                {std::make_shared<pb::DownloadReportResponse>(first_piece),
                 std::make_shared<pb::DownloadReportResponse>(second_piece)});
  const std::string out =
      absl::StrCat(::testing::TempDir(), "/report-run-test.html");
  const std::vector<std::string> words = {
      "report",         "run",   "monthly",    "--period",     "2026-10",
      "--format",       "html",  "--language", "nl",           "--set",
      "provider=north", "--out", out,          "--request-id", "r1"};
  const Outcome outcome = RunCommand(&daemon, words);
  EXPECT_EQ(outcome.code, ExitCode::kFailed) << "there is no pdf";
  EXPECT_THAT(
      outcome.out,
      AllOf(HasSubstr("Issued monthly of 2026-10, revision 2."),
            HasSubstr("€ 12,50"), HasSubstr("The pdf could not be made"),
            HasSubstr("/2026-10/2/monthly-2026-10-r2.html")));
  std::stringstream content;
  content << std::ifstream(out).rdbuf();
  EXPECT_EQ(content.str(), "hello");
  EXPECT_THAT(daemon.Requests("RunReport"),
              ElementsAre("id: \"monthly\" period: \"2026-10\" formats: "
                          "\"html\" language: \"nl\" parameters { key: "
                          "\"provider\" value: \"north\" } request_id: "
                          "\"r1\""));
  EXPECT_THAT(daemon.Requests("DownloadReport"),
              ElementsAre("id: \"monthly\" period: \"2026-10\" revision: 2 "
                          "format: \"html\" language: \"nl\""));
  EXPECT_EQ(RunCommand(&daemon, words).code, ExitCode::kUsage)
      << "the file is there";
  EXPECT_EQ(std::remove(out.c_str()), 0);
  EXPECT_EQ(
      RunCommand(&daemon, {"report", "run", "monthly", "--set", "x"}).code,
      ExitCode::kUsage);
}

// What is not kept has no place where it could be.
TEST(ReportRunTest, ATrialNamesNoFileThatIsNotThere) {
  FakeDaemon daemon;
  daemon.Answer("RunReport", FromText<pb::RunReportResponse>(
                                 absl::StrCat("issue {", kIssue, "}")));
  const std::string out =
      RunCommand(&daemon, {"report", "run", "monthly", "--dry-run"}).out;
  EXPECT_THAT(out, HasSubstr("nothing was kept"));
  EXPECT_THAT(out, ::testing::Not(HasSubstr("monthly-2026-10-r2.html")));
}

TEST(ReportRunTest, SaysThatNothingDiffers) {
  FakeDaemon daemon;
  pb::RunReportResponse last = FromText<pb::RunReportResponse>(
      absl::StrCat("unchanged: true issue {", kIssue, "}"));
  daemon.Answer("RunReport", last);
  EXPECT_THAT(RunCommand(&daemon, {"report", "run", "monthly"}).out,
              HasSubstr("revision 2 is as it would be made now"));
  last.mutable_issue()->mutable_files()->RemoveLast();
  daemon.Answer("RunReport", last);
  EXPECT_EQ(RunCommand(&daemon, {"report", "run", "monthly"}).code,
            ExitCode::kDone);
}

TEST(ReportDiffTest, NamesBothRevisions) {
  FakeDaemon daemon;
  daemon.Answer("DiffReport", FromText<pb::DiffReportResponse>(R"pb(
                  between: 1
                  until: 3
                  between_time { seconds: 1793602800 }
                  until_time { seconds: 1793689200 }
                  differences { table: "Cost" row: "north" to: "12.50" }
                )pb"));
  EXPECT_THAT(RunCommand(&daemon, {"report", "diff", "monthly", "--period",
                                   "2026-10", "--between", "1", "--and", "3"})
                  .out,
              AllOf(HasSubstr("Revision 1 as known on"), HasSubstr("(the row)"),
                    HasSubstr("12.50")));
  EXPECT_THAT(daemon.Requests("DiffReport"),
              ElementsAre("id: \"monthly\" period: \"2026-10\" between: 1 "
                          "until: 3"));
}

TEST(ReportScheduleTest, SaysWhyThen) {
  FakeDaemon daemon;
  daemon.Answer("ListReportRuns", FromText<pb::ListReportRunsResponse>(R"pb(
                  runs {
                    report: "monthly"
                    due_time { seconds: 1793602800 }
                    local_time: "2027-03-28 03:00 +02:00"
                    time_zone: "Europe/Amsterdam"
                    period: "2027-02"
                    why: "28th 02:30; the clock skips 02:30"
                  }
                )pb"));
  EXPECT_THAT(
      RunCommand(&daemon, {"report", "schedule", "monthly", "--count", "1"})
          .out,
      AllOf(HasSubstr("2027-03-28 03:00 +02:00"), HasSubstr("2027-02"),
            HasSubstr("the clock skips 02:30")));
}

}  // namespace
}  // namespace regisseur
