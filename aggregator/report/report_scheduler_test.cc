#include "aggregator/report/report_scheduler.h"

#include <thread>

#include "aggregator/report/report_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using State = ReportIssueRecord::State;

class ReportSchedulerTest : public ::testing::Test {
 protected:
  // As after a restart.
  void Open(absl::string_view schedule, CatchUp catch_up) {
    desk_.reset();
    desk_.emplace(folder_, clock_, MonthlyPlan(schedule, catch_up));
  }
  absl::Time Look() {
    const auto next = desk_->scheduler->Look();
    EXPECT_TRUE(next.ok()) << next.status();
    return next.value_or(absl::InfiniteFuture());
  }
  // `2026-10 issued`, the oldest first.
  std::vector<std::string> Told() const {
    std::vector<std::string> told;
    for (const ReportIssueRecord& issue : desk_->Issues()) {
      told.insert(told.begin(),
                  absl::StrCat(issue.period, " ",
                               issue.state == State::kIssued   ? "issued"
                               : issue.state == State::kMissed ? "missed"
                                                               : "failed"));
    }
    return told;
  }
  std::vector<std::string> Delivered() const {
    return WrittenCourier::Taken(folder_ + "/delivered.txt");
  }

  const std::string folder_ = FreshFolder();
  FakeClock clock_{At("2026-09-15T12:00:00Z")};
  std::optional<ReportDesk> desk_;
};

TEST_F(ReportSchedulerTest, IssuesOnceWhenItIsDueAndDelivers) {
  Open("monthly 07:00", CatchUp::kLatest);
  Look();
  EXPECT_THAT(Told(), IsEmpty()) << "what came due before is not its";
  clock_.Set(At("2026-10-01T05:00:00Z"));
  Look();
  EXPECT_THAT(Told(), ElementsAre("2026-09 issued"));
  EXPECT_THAT(Delivered(), ElementsAre("report_monthly_2026-09_1_folder"));
  EXPECT_THAT(desk_->courier.last.text,
              HasSubstr("zoals bekend op 2026-10-01"));
  Look();
  Open("monthly 07:00", CatchUp::kLatest);
  Look();
  EXPECT_THAT(Told(), SizeIs(1));
  EXPECT_THAT(Delivered(), SizeIs(1));
  EXPECT_EQ(desk_->Issues()[0].due, At("2026-10-01T05:00:00Z"));
}

TEST_F(ReportSchedulerTest, MakesUpAfterAStopAsThePlanSays) {
  const struct {
    CatchUp catch_up;
    std::vector<std::string> told;
  } kCases[] = {
      {CatchUp::kNone,
       {"2026-09 missed", "2026-10 missed", "2026-11 missed",
        "2026-12 missed"}},
      {CatchUp::kLatest,
       {"2026-09 missed", "2026-10 missed", "2026-11 missed",
        "2026-12 issued"}},
      {CatchUp::kAll,
       {"2026-09 missed", "2026-10 issued", "2026-11 issued",
        "2026-12 issued"}},
  };
  for (const auto& each : kCases) {
    FakeClock clock(At("2026-09-15T12:00:00Z"));
    const std::string folder = FreshFolder();
    const ReportPlan plan = MonthlyPlan("monthly 07:00", each.catch_up);
    {
      ReportDesk before(folder, clock, plan);
      ASSERT_TRUE(before.scheduler->Look().ok());
    }
    clock.Set(At("2027-01-20T12:00:00Z"));
    ReportDesk desk(folder, clock, plan);
    ASSERT_TRUE(desk.scheduler->Look().ok());
    ASSERT_TRUE(desk.scheduler->Look().ok());
    std::vector<std::string> told;
    for (const ReportIssueRecord& issue : desk.Issues()) {
      told.push_back(absl::StrCat(
          issue.period, issue.state == State::kIssued ? " issued" : " missed"));
    }
    std::sort(told.begin(), told.end());
    EXPECT_EQ(told, each.told) << CatchUpWord(each.catch_up);
  }
}

TEST_F(ReportSchedulerTest, WhatFailsIsTriedAgainAndThenMissed) {
  Open("monthly 07:00", CatchUp::kLatest);
  Look();
  clock_.Set(At("2026-10-01T05:00:00Z"));
  desk_->program.broken = "regisseur-report: cannot be started";
  EXPECT_EQ(FormatForPeople(Look()), "2026-10-01 05:01 UTC");
  ASSERT_THAT(desk_->Issues(), SizeIs(1));
  EXPECT_EQ(desk_->Issues()[0].state, State::kFailed);
  EXPECT_THAT(desk_->Issues()[0].why, HasSubstr("cannot be started"));
  Look();
  EXPECT_EQ(desk_->Issues()[0].attempts, 1) << "not before its time";
  clock_.Set(At("2026-10-01T05:01:01Z"));
  Look();
  EXPECT_EQ(desk_->Issues()[0].attempts, 2);
  // Also after a restart.
  Open("monthly 07:00", CatchUp::kLatest);
  clock_.Set(At("2026-10-01T05:10:00Z"));
  Look();
  EXPECT_THAT(Told(), ElementsAre("2026-09 issued"));

  clock_.Set(At("2026-11-01T06:00:00Z"));
  desk_->program.broken = "gone";
  for (int i = 0; i < 20; ++i) {
    Look();
    clock_.Advance(absl::Hours(24));
  }
  EXPECT_EQ(desk_->Issues()[0].state, State::kMissed);
  EXPECT_THAT(desk_->Issues()[0].why, HasSubstr("gone"));
}

TEST_F(ReportSchedulerTest, AnotherScheduleIsNotMadeUpFor) {
  Open("monthly 07:00", CatchUp::kAll);
  Look();
  clock_.Set(At("2026-11-20T12:00:00Z"));
  Open("daily 07:00", CatchUp::kAll);
  Look();
  EXPECT_THAT(Told(), IsEmpty());
  clock_.Set(At("2026-11-21T07:00:00Z"));
  Look();
  EXPECT_THAT(Told(), ElementsAre("2026-10 issued"));
  // The next day the same period again, in a revision of its own.
  clock_.Set(At("2026-11-22T07:00:00Z"));
  Look();
  EXPECT_THAT(Told(), ElementsAre("2026-10 issued", "2026-10 issued"));
  EXPECT_EQ(desk_->Issues()[0].revision, 2);
}

TEST_F(ReportSchedulerTest, ADeliveryIsTriedForDaysUnderOneId) {
  Open("monthly 07:00", CatchUp::kLatest);
  Look();
  clock_.Set(At("2026-10-01T05:00:00Z"));
  desk_->courier.refuses = "550 no such mailbox";
  Look();
  const auto delivery = [this] { return desk_->Issues()[0].deliveries.at(0); };
  EXPECT_EQ(delivery().attempts, 1);
  EXPECT_EQ(delivery().problem, "550 no such mailbox");
  EXPECT_EQ(FormatForPeople(*delivery().Next()), "2026-10-01 05:01 UTC");
  clock_.Set(At("2026-10-01T05:01:01Z"));
  Look();
  EXPECT_EQ(delivery().attempts, 2);
  EXPECT_EQ(FormatForPeople(*delivery().Next()), "2026-10-01 05:06 UTC");
  Open("monthly 07:00", CatchUp::kLatest);
  EXPECT_EQ(delivery().attempts, 2) << "known after a restart";
  clock_.Set(At("2026-10-01T05:06:02Z"));
  Look();
  EXPECT_TRUE(delivery().sent);
  EXPECT_THAT(Delivered(), ElementsAre("report_monthly_2026-09_1_folder"));

  clock_.Set(At("2026-11-01T06:00:00Z"));
  desk_->courier.refuses = "the server is gone";
  for (int i = 0; i < 12; ++i) {
    Look();
    clock_.Advance(absl::Hours(25));
  }
  EXPECT_TRUE(delivery().GivenUp());
  EXPECT_EQ(delivery().attempts, 10);
}

TEST_F(ReportSchedulerTest, TwoAtOnceGiveOneReport) {
  Open("monthly 07:00", CatchUp::kLatest);
  Look();
  clock_.Set(At("2026-10-01T05:00:00Z"));
  ReportScheduler second(*desk_->engine, *desk_->delivery,
                         [](const ReportScheduler::Event&) {});
  std::thread other([&] { EXPECT_TRUE(second.Look().ok()); });
  Look();
  other.join();
  EXPECT_THAT(Told(), ElementsAre("2026-09 issued"));
}

}  // namespace
}  // namespace regisseur
