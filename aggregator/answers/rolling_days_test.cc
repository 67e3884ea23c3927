#include "aggregator/answers/rolling_days.h"

#include "aggregator/answers/service_level_explanation.h"
#include "aggregator/answers/service_levels_fixture.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using enum OperationalState;

// 99.9 % over any seven days, which is 604 s of 604,800.
class RollingDaysTest : public ServiceLevelsFixture {
 protected:
  RollingDaysTest() {
    objective().window.kind = MeasuringWindow::Kind::kRolling;
    objective().window.rolling_days = 7;
    Register();
    // Two hours on 5 October: 1 - 7,200 / 604,800 = 98.809523 %. Half an hour
    // on 29 September: 1 - 1,800 / 604,800 = 99.702380 %.
    Watch("page",
          {{Local(8, 1), kOperational},
           {Local(9, 29, 10), kMajorOutage},
           {Local(9, 29, 10, 30), kOperational},
           {Local(10, 5, 10), kMajorOutage},
           {Local(10, 5, 12), kOperational}},
          At("2026-11-10T12:00:00Z"));
  }
  ServiceLevelsAnswer History(const std::string& from, const std::string& to) {
    auto answer = answers().ListServiceLevelHistory(
        cio_, {.contract = "hosting-2026", .from = from, .to = to}, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : ServiceLevelsAnswer();
  }
  static std::string LastDay(const ServiceLevelRow& row) {
    return FormatDay(row.figures.window.last_day);
  }
};

TEST_F(RollingDaysTest,
       EachMonthHasTheWindowThatEndsWithItAndThisOneTheRunning) {
  const ServiceLevelsAnswer history = History("2026-08", "2026-12");
  ASSERT_THAT(history.levels, SizeIs(4));
  EXPECT_EQ(LastDay(history.levels[0]), "2026-08-31");
  EXPECT_EQ(LastDay(history.levels[1]), "2026-09-30");
  EXPECT_EQ(history.levels[1].figures.lead.verdict, Verdict::kBreached);
  EXPECT_EQ(history.levels[1].figures.lead.Attained(), "99.702380");
  EXPECT_EQ(LastDay(history.levels[2]), "2026-10-31");
  // It is noon of 10 November: the window that `objective list` shows.
  EXPECT_EQ(LastDay(history.levels[3]), "2026-11-10");
  EXPECT_FALSE(history.levels[3].figures.closed);
  EXPECT_THAT(Ask("2026-Q3").levels, SizeIs(3));
}

TEST_F(RollingDaysTest, AReportSaysThatOtherDaysWereBreached) {
  const ServiceLevelRow row = AskOne("2026-10");
  const Figure& figure = row.figures.lead;
  EXPECT_EQ(figure.verdict, Verdict::kMet);
  ASSERT_TRUE(HasNote(figure, "sla-rolling-breached"));
  for (const LevelNote& note : figure.notes) {
    if (note.rule != "sla-rolling-breached") continue;
    // 29 September lies in the windows until 5 October, 5 October in those
    // until 11 October, and both in that until 5 October.
    EXPECT_EQ(note.arguments.at("days"), "2026-10-01 to 2026-10-11");
    EXPECT_EQ(note.arguments.at("day"), "2026-10-05");
    // 1 - 9,000 / 604,800.
    EXPECT_EQ(note.arguments.at("attained"), "98.511 %");
  }
}

TEST_F(RollingDaysTest, AnyOfItsDaysCanBeExplained) {
  const auto why = answers().ExplainServiceLevel(
      cio_, {.contract = "hosting-2026", .period = "2026-10-05"}, {});
  ASSERT_TRUE(why.ok()) << why.status();
  EXPECT_EQ(LastDay(why->row), "2026-10-05");
  EXPECT_EQ(why->row.figures.lead.Attained(), "98.511904");
  EXPECT_THAT(why->pieces, SizeIs(2));
  EXPECT_THAT(why->windows, SizeIs(0));
  EXPECT_EQ(
      answers()
          .ExplainServiceLevel(
              cio_, {.contract = "hosting-2026", .period = "2026-11-20"}, {})
          .status()
          .code(),
      absl::StatusCode::kNotFound);
}

TEST_F(RollingDaysTest, WhatFollowsFromAnEarlierMonthIsClaimed) {
  const auto claims = answers().ListClaims(cio_, {}, {});
  ASSERT_TRUE(claims.ok()) << claims.status();
  ASSERT_THAT(claims->claims, SizeIs(1));
  EXPECT_EQ(claims->claims[0].last_day, absl::CivilDay(2026, 9, 30));
}

// Of several windows the worst is explained, of equals the last.
TEST_F(RollingDaysTest, AQuarterNamesAllItsWindowsAndExplainsTheWorst) {
  const auto why = answers().ExplainServiceLevel(
      cio_, {.contract = "hosting-2026", .period = "2026-Q3"}, {});
  ASSERT_TRUE(why.ok()) << why.status();
  std::vector<std::string> days;
  for (const ServiceLevelRow& row : why->windows) days.push_back(LastDay(row));
  EXPECT_THAT(days, ElementsAre("2026-07-31", "2026-08-31", "2026-09-30"));
  EXPECT_EQ(LastDay(why->row), "2026-09-30");
}

TEST_F(RollingDaysTest, APeriodThatHasNotBegunSaysSo) {
  const ServiceLevelsAnswer later = Ask("2027-02");
  EXPECT_THAT(later.levels, SizeIs(0));
  const Gap* gap = FindGap(later.gaps, "sla-period-not-begun");
  ASSERT_NE(gap, nullptr);
  EXPECT_TRUE(gap->notice);
  EXPECT_NE(FindGap(Ask("2026-Q4").gaps, "sla-period-begun-in-part"), nullptr);
}

}  // namespace
}  // namespace regisseur
