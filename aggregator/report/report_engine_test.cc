#include "aggregator/report/report_engine.h"

#include <fstream>

#include "aggregator/report/plan_check.h"
#include "aggregator/report/report_fixture.h"
#include "aggregator/storage/chain_verifier.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ReportEngineTest : public ::testing::Test {
 protected:
  ReportEngineTest()
      : desk_(folder_, clock_, MonthlyPlan("monthly 07:00", CatchUp::kLatest)) {
  }

  absl::StatusOr<ReportOutcome> Run(const std::string& id,
                                    bool dry_run = false) {
    return desk_.engine->Run(
        who_,
        {.plan = *desk_.engine->plans()->Find("monthly"),
         .period = "2026-10",
         .dry_run = dry_run,
         .act = {.method = "test.RunReport", .id = id, .content = id}},
        [](const ReportProgress&) { return absl::OkStatus(); }, never_);
  }

  const std::string folder_ = FreshFolder();
  FakeClock clock_{At("2026-11-02T06:00:00Z")};
  const Principal who_ = Principal::System("test");
  const absl::Notification never_;
  ReportDesk desk_;
};

TEST_F(ReportEngineTest, IssuesWithItsChecksumsInTheChainOfEvidence) {
  const auto outcome = Run("a");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  const ReportIssueRecord& issue = outcome->issue;
  EXPECT_EQ(issue.revision, 1);
  EXPECT_EQ(issue.as_of, clock_.Now());
  EXPECT_EQ(issue.language, "nl");
  ASSERT_THAT(issue.files, SizeIs(3));
  EXPECT_EQ(issue.files[1].name, "monthly-2026-10.html");
  // printf 'html of 10.00 in 2026-10 nl' | sha256sum
  EXPECT_EQ(issue.files[1].sha256,
            "fd8ec15d17be2d423ca03b32d89b9e93e42fb664118e7091085a010802f8ecfb");
  EXPECT_EQ(
      ReadWholeFile(
          folder_ + "/reports/monthly/2026-10/1/" + issue.files[1].name, 1000)
          .value(),
      "html of 10.00 in 2026-10 nl");
  const auto chains = ChainVerifier(*desk_.database).Verify(who_);
  ASSERT_TRUE(chains.ok());
  for (const ChainReport& chain : chains->chains) {
    EXPECT_FALSE(chain.broken.has_value());
  }
}

TEST_F(ReportEngineTest, AFormatThatFailsLeavesTheOthers) {
  desk_.program.no_formats = {"pdf"};
  const auto outcome = Run("a");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  ASSERT_THAT(outcome->issue.files, SizeIs(3));
  EXPECT_EQ(outcome->issue.files[2].format, "pdf");
  EXPECT_EQ(outcome->issue.files[2].problem, "it took longer than 3 min");
  // It fails again: nothing is better than it was. It does not: a revision.
  const auto again = Run("again");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->unchanged);
  desk_.program.no_formats = {};
  const auto whole = Run("whole");
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_FALSE(whole->unchanged);
  EXPECT_EQ(whole->issue.revision, 2);
  EXPECT_THAT(whole->issue.files[2].problem, IsEmpty());
  // Nothing at all is no report.
  desk_.program.no_formats = {"html", "pdf"};
  desk_.figure = "11.00";
  EXPECT_EQ(Run("b").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(desk_.Issues(), SizeIs(2));
}

TEST_F(ReportEngineTest, ACorrectionIsARevisionWithItsDifferences) {
  ASSERT_TRUE(Run("a").ok());
  clock_.Advance(absl::Hours(1));
  const auto same = Run("b");
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_TRUE(same->unchanged);
  EXPECT_EQ(same->issue.revision, 1);

  desk_.figure = "12.50";
  const auto preview = Run("", /*dry_run=*/true);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(preview->issue.revision, 2);
  EXPECT_EQ(preview->preview, "html of 12.50 in 2026-10 nl");
  EXPECT_THAT(desk_.Issues(), SizeIs(1));

  const auto corrected = Run("c");
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_FALSE(corrected->unchanged);
  EXPECT_EQ(corrected->issue.revision, 2);
  EXPECT_EQ(corrected->issue.differences, 1);
  ASSERT_THAT(corrected->differences, SizeIs(1));
  EXPECT_EQ(corrected->differences[0].from, "10.00 in 2026-10");
  const auto first = desk_.engine->FindIssue(who_, "monthly", "2026-10", 1);
  const auto last = desk_.engine->FindIssue(who_, "monthly", "2026-10", 0);
  ASSERT_TRUE(first.ok() && last.ok());
  const auto rows = desk_.engine->Compare(who_, *first, *last);
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->front().to, "12.50 in 2026-10");
}

TEST_F(ReportEngineTest, TheSameRequestIssuesOnce) {
  ASSERT_TRUE(Run("a").ok());
  desk_.figure = "12.50";
  // The same request again, with an answer that changed meanwhile.
  const auto again = Run("a");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->unchanged);
  EXPECT_EQ(again->issue.revision, 1);
  EXPECT_THAT(desk_.Issues(), SizeIs(1));
  EXPECT_THAT(*ListFolder(folder_ + "/reports/monthly/2026-10"),
              ElementsAre("1"));
}

TEST_F(ReportEngineTest, TellsAFileThatWasChanged) {
  const auto outcome = Run("a");
  ASSERT_TRUE(outcome.ok());
  const auto file =
      desk_.engine->GetFile(who_, outcome->issue, "pdf", "", never_);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->content, "pdf of 10.00 in 2026-10 nl");
  const auto english =
      desk_.engine->GetFile(who_, outcome->issue, "pdf", "en", never_);
  ASSERT_TRUE(english.ok()) << english.status();
  EXPECT_EQ(english->content, "pdf of 10.00 in 2026-10 en");
  EXPECT_EQ(desk_.engine->GetFile(who_, outcome->issue, "doc", "", never_)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
  std::ofstream(folder_ + "/reports/monthly/2026-10/1/monthly-2026-10.pdf")
      << "pdf of 9.00";
  EXPECT_EQ(desk_.engine->GetFile(who_, outcome->issue, "pdf", "", never_)
                .status()
                .code(),
            absl::StatusCode::kDataLoss);
}

// A backup holds the database, and with it the documents.
TEST_F(ReportEngineTest, PutsFilesBackThatAreNotThereAnyMore) {
  const auto outcome = Run("a");
  ASSERT_TRUE(outcome.ok());
  ASSERT_TRUE(RemoveTree(folder_ + "/reports").ok());
  const auto file =
      desk_.engine->GetFile(who_, outcome->issue, "pdf", "", never_);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->content, "pdf of 10.00 in 2026-10 nl");
  EXPECT_THAT(*ListFolder(folder_ + "/reports/monthly/2026-10/1"), SizeIs(2));
  // Other libraries draw other bytes: that is said, and not passed off as
  // what was issued.
  ASSERT_TRUE(RemoveTree(folder_ + "/reports").ok());
  desk_.program.drawn_by = " newer";
  EXPECT_EQ(desk_.engine->GetFile(who_, outcome->issue, "pdf", "", never_)
                .status()
                .code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(
      desk_.engine->GetFile(who_, outcome->issue, "json", "", never_)->content,
      "10.00 in 2026-10");
}

TEST(PlanCheckTest, HoldsEachReportAgainstItsTemplate) {
  const std::vector<ReportTemplate> templates = {
      {.name = "governance"}, {.name = "review", .parameters = {"provider"}}};
  const auto said = [&](const char* name,
                        std::map<std::string, std::string> told) {
    ReportPlans plans;
    plans.plans = {{.id = "board", .template_name = name, .parameters = told}};
    return std::string(CheckReportPlans(plans, templates).message());
  };
  EXPECT_EQ(said("governance", {}), "");
  EXPECT_EQ(said("review", {{"provider", "cloudnine"}}), "");
  EXPECT_EQ(said("governnance", {}),
            "report board: there is no template \"governnance\"; there are "
            "governance, review");
  EXPECT_THAT(
      said("review", {}),
      HasSubstr("its template review wants provider; say `provider: …`"));
  EXPECT_THAT(said("governance", {{"provider", "cloudnine"}}),
              HasSubstr("is told provider, which it does not ask for"));
}

// What a run that was killed leaves is its mark; the next start tells of it.
TEST_F(ReportEngineTest, RunThatAStopInterruptedIsRecordedOnce) {
  ASSERT_TRUE(desk_.engine->archive()
                  .MarkBegun({.id = "monthly",
                              .period = "2026-10",
                              .template_name = "governance",
                              .by = "m.visser",
                              .time = "2026-11-29T14:10:00Z"})
                  .ok());
  for (int start = 0; start < 2; ++start) {
    ASSERT_TRUE(desk_.engine->RemoveOrphans().ok());
    const std::vector<ReportIssueRecord> issues = desk_.Issues();
    ASSERT_THAT(issues, SizeIs(1));
    EXPECT_EQ(issues[0].state, ReportIssueRecord::State::kMissed);
    EXPECT_EQ(issues[0].report, "monthly");
    EXPECT_EQ(issues[0].period, "2026-10");
    EXPECT_EQ(issues[0].template_name, "governance");
    EXPECT_EQ(issues[0].Next(), std::nullopt) << "nobody asks for it again";
    EXPECT_EQ(issues[0].why,
              "the daemon ended before it was made; m.visser had asked for it "
              "at 2026-11-29T14:10:00Z: ask for it again");
  }
  // It is made when it is asked for again, and leaves no mark behind.
  ASSERT_TRUE(Run("a").ok());
  EXPECT_THAT(desk_.Issues(), SizeIs(2));
  EXPECT_THAT(*desk_.engine->archive().ListBegun(), IsEmpty());
}

TEST_F(ReportEngineTest, WhatAStopLeftBehindGoes) {
  ASSERT_TRUE(Run("a").ok());
  const std::string root = folder_ + "/reports";
  for (const char* left : {"/.making-monthly-2026-11-1", "/monthly/2026-10/2",
                           "/monthly/2026-11/1", "/gone/2026-10/1"}) {
    ASSERT_TRUE(MakeFolders(root + left).ok());
    std::ofstream(root + left + "/file") << "half";
  }
  ASSERT_TRUE(desk_.engine->RemoveOrphans().ok());
  EXPECT_THAT(*ListFolder(root + "/monthly/2026-10"), ElementsAre("1"));
  EXPECT_THAT(*ListFolder(root + "/monthly/2026-11"), IsEmpty());
  EXPECT_THAT(*ListFolder(root), ElementsAre("gone", "monthly"));
}

TEST_F(ReportEngineTest, FindsReportsAndTemplatesAndSaysWhatThereIs) {
  EXPECT_EQ(desk_.engine->FindPlan("monthly", {})->id, "monthly");
  const auto review =
      desk_.engine->FindPlan("review", {{"provider", "Cloud Nine"}});
  ASSERT_TRUE(review.ok()) << review.status();
  EXPECT_EQ(review->id, "review.cloud-nine");
  EXPECT_THAT(
      std::string(desk_.engine->FindPlan("review", {}).status().message()),
      HasSubstr("say --set provider="));
  const auto none = desk_.engine->FindPlan("weekly", {}).status();
  EXPECT_EQ(none.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(none.message()),
              HasSubstr("configured are monthly, and there is no template "
                        "\"weekly\"; there are governance, review"));
  const ReportPlan plan = *desk_.engine->FindPlan("monthly", {});
  EXPECT_EQ(*desk_.engine->PeriodOf(plan, "", absl::CivilDay(2026, 11, 2)),
            "2026-10");
  EXPECT_THAT(
      std::string(
          desk_.engine->PeriodOf(plan, "2026-Q3", {}).status().message()),
      HasSubstr("is no month, which the template governance is about; right is "
                "for instance 2026-10"));
  // A month that runs can be looked at; one that has not begun cannot.
  const absl::CivilDay last(2026, 10, 31);
  EXPECT_EQ(*desk_.engine->PeriodOf(plan, "2026-10", last), "2026-10");
  EXPECT_EQ(*desk_.engine->PeriodOf(plan, "2026-11", last + 1), "2026-11");
  EXPECT_THAT(
      std::string(
          desk_.engine->PeriodOf(plan, "2026-11", last).status().message()),
      HasSubstr("2026-11 has not begun"));
}

// Restatements are told since the report of the period before.
TEST_F(ReportEngineTest, KnowsWhenTheReportBeforeWasKnown) {
  ASSERT_TRUE(Run("a").ok());
  const absl::Time before = clock_.Now();
  clock_.Advance(absl::Hours(24 * 30));
  ReportRequest next{.plan = *desk_.engine->plans()->Find("monthly"),
                     .period = "2026-11",
                     .act = {.method = "test.RunReport", .id = "n"}};
  ASSERT_TRUE(desk_.engine
                  ->Run(
                      who_, next,
                      [](const ReportProgress&) { return absl::OkStatus(); },
                      never_)
                  .ok());
  EXPECT_EQ(desk_.program.last.since, before);
}

}  // namespace
}  // namespace regisseur
