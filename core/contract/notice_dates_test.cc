#include "core/contract/notice_dates.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilDay;

const HolidayCalendar& Dutch() {
  static const auto* calendar = new HolidayCalendar(HolidayCalendar::Dutch());
  return *calendar;
}

std::string Text(std::optional<CivilDay> day) {
  return day.has_value() ? FormatDay(*day) : "-";
}

Term Tacit(CivilDay start, int initial, int renewal, int notice, int internal) {
  Term term;
  term.start = start;
  term.initial = {initial, 0};
  term.renewal = Renewal::kTacit;
  term.renewal_term = {renewal, 0};
  term.customer_notice = term.provider_notice = {notice, 0};
  term.internal_notice_days = internal;
  return term;
}

TEST(NoticeDatesTest, CountsTermsFromTheStartDay) {
  struct Case {
    Term term;
    CivilDay on;
    const char* end;
    const char* notice;
    const char* internal;
    const char* received;
  };
  // The first five are agreed vectors; the received-by days are by hand (27
  // June 2021 is a Sunday, 26 a Saturday; 30 April 2023 a Sunday; 28 February
  // 2024 a Wednesday; 30 March 2024 a Saturday, 29 Good Friday).
  const Case cases[] = {
      {Tacit(CivilDay(2018, 9, 27), 36, 12, 3, 21), CivilDay(2020, 1, 1),
       "2021-09-27", "2021-06-27", "2021-06-06", "2021-06-25"},
      {Tacit(CivilDay(2020, 8, 1), 36, 12, 3, 0), CivilDay(2022, 1, 1),
       "2023-08-01", "2023-05-01", "2023-05-01", "2023-04-28"},
      {Tacit(CivilDay(2020, 8, 1), 36, 12, 3, 0), CivilDay(2024, 1, 1),
       "2024-08-01", "2024-05-01", "2024-05-01", "2024-04-30"},
      {Tacit(CivilDay(2024, 1, 31), 1, 1, 0, 0), CivilDay(2024, 2, 10),
       "2024-02-29", "2024-02-29", "2024-02-29", "2024-02-28"},
      {Tacit(CivilDay(2024, 1, 31), 1, 1, 0, 0), CivilDay(2024, 3, 10),
       "2024-03-31", "2024-03-31", "2024-03-31", "2024-03-29"},
      // On termEnd the next term runs.
      {Tacit(CivilDay(2024, 1, 31), 1, 1, 0, 0), CivilDay(2024, 2, 29),
       "2024-03-31", "2024-03-31", "2024-03-31", "2024-03-29"},
  };
  for (const Case& c : cases) {
    const NoticeDates dates = ComputeNoticeDates(c.term, c.on, Dutch());
    EXPECT_EQ(Text(dates.term_end), c.end);
    EXPECT_EQ(Text(dates.notice_by), c.notice) << c.end;
    EXPECT_EQ(Text(dates.internal_notice_by), c.internal) << c.end;
    EXPECT_EQ(Text(dates.notice_received_by), c.received) << c.end;
    EXPECT_EQ(*dates.last_day, *dates.term_end - 1);
    EXPECT_TRUE(dates.renews);
    EXPECT_FALSE(dates.notice_missed);
  }
}

TEST(NoticeDatesTest, AMissedNoticeSaysWhenOneCanBeOut) {
  const Term term = Tacit(CivilDay(2020, 8, 1), 36, 12, 3, 0);
  NoticeDates dates = ComputeNoticeDates(term, CivilDay(2023, 4, 30), Dutch());
  EXPECT_FALSE(dates.notice_missed);
  EXPECT_EQ(Text(dates.earliest_exit), "2023-08-01");
  EXPECT_EQ(Text(dates.next_notice_by), "-");
  // 1 May is the first day too late.
  for (const CivilDay on : {CivilDay(2023, 5, 1), CivilDay(2023, 7, 31)}) {
    dates = ComputeNoticeDates(term, on, Dutch());
    EXPECT_TRUE(dates.notice_missed);
    EXPECT_EQ(Text(dates.term_end), "2023-08-01");
    EXPECT_EQ(Text(dates.notice_by), "2023-05-01");
    EXPECT_EQ(Text(dates.next_term_end), "2024-08-01");
    EXPECT_EQ(Text(dates.next_notice_by), "2024-05-01");
    EXPECT_EQ(Text(dates.next_notice_received_by), "2024-04-30");
    EXPECT_EQ(Text(dates.earliest_exit), "2024-08-01");
  }
}

TEST(NoticeDatesTest, NoticeLongerThanARenewalReachesFurther) {
  // One month at a time, three months' notice: on 10 June the end of June,
  // July and August are out of reach (1 October - 3 months = 1 July).
  const NoticeDates dates = ComputeNoticeDates(
      Tacit(CivilDay(2024, 1, 1), 1, 1, 3, 0), CivilDay(2024, 6, 10), Dutch());
  EXPECT_EQ(Text(dates.term_end), "2024-07-01");
  EXPECT_TRUE(dates.notice_missed);
  EXPECT_EQ(Text(dates.earliest_exit), "2024-10-01");
  EXPECT_EQ(Text(dates.next_notice_by), "2024-07-01");
}

// Story S3.
Term WithOptions() {
  Term term;
  term.start = CivilDay(2026, 1, 1);
  term.initial = {24, 0};
  term.renewal = Renewal::kNone;
  term.options = ExtensionOption{{12, 0}, 2, Side::kCustomer, {3, 0}, {}};
  return term;
}

TEST(NoticeDatesTest, AnOptionHasToBeExercisedInTime) {
  Term term = WithOptions();
  NoticeDates dates = ComputeNoticeDates(term, CivilDay(2026, 10, 1), Dutch());
  EXPECT_EQ(Text(dates.last_day), "2027-12-31");
  EXPECT_FALSE(dates.renews);
  EXPECT_EQ(Text(dates.notice_by), "-");
  ASSERT_TRUE(dates.option.has_value());
  EXPECT_EQ(dates.option->nth, 1);
  EXPECT_EQ(FormatDay(dates.option->exercise_by), "2027-10-01");
  EXPECT_EQ(FormatDay(dates.option->received_by), "2027-09-30");
  EXPECT_EQ(FormatDay(dates.option->extended_end), "2029-01-01");
  EXPECT_EQ(Text(dates.last_possible_end), "2030-01-01");

  term.options->exercised = {CivilDay(2027, 9, 1)};
  dates = ComputeNoticeDates(term, CivilDay(2027, 9, 2), Dutch());
  EXPECT_EQ(Text(dates.last_day), "2028-12-31");
  EXPECT_EQ(dates.option->nth, 2);
  // 30 September 2028 is a Saturday.
  EXPECT_EQ(FormatDay(dates.option->received_by), "2028-09-29");
  // Asked about an earlier day it had not been exercised.
  EXPECT_EQ(
      Text(ComputeNoticeDates(term, CivilDay(2027, 8, 31), Dutch()).last_day),
      "2027-12-31");
}

TEST(NoticeDatesTest, AnOptionNotExercisedInTimeIsLost) {
  const NoticeDates dates =
      ComputeNoticeDates(WithOptions(), CivilDay(2027, 10, 1), Dutch());
  EXPECT_TRUE(dates.option_missed);
  EXPECT_FALSE(dates.option.has_value());
  EXPECT_EQ(Text(dates.last_day), "2027-12-31");
  EXPECT_EQ(Text(dates.last_possible_end), "2028-01-01");
}

TEST(NoticeDatesTest, SidesMayHaveDifferentNotice) {
  Term term = Tacit(CivilDay(2026, 1, 1), 24, 12, 3, 0);
  term.provider_notice = {12, 0};
  const NoticeDates dates =
      ComputeNoticeDates(term, CivilDay(2026, 6, 1), Dutch());
  EXPECT_EQ(Text(dates.notice_by), "2027-10-01");
  EXPECT_EQ(Text(dates.provider_notice_by), "2027-01-01");
}

TEST(NoticeDatesTest, IndefiniteContractsEndAtABorder) {
  struct Case {
    NoticeTo to;
    const char* exit;
    const char* notice_by;
  };
  // Three months' notice, asked on 10 June 2026: to any day one is out on 11
  // September (received on the 10th, noticeBy the 11th), to the end of a month
  // on 1 October, to the end of a quarter on 1 October too.
  for (const Case& c :
       {Case{NoticeTo::kAnyDay, "2026-09-11", "2026-06-11"},
        Case{NoticeTo::kEndOfMonth, "2026-10-01", "2026-07-01"},
        Case{NoticeTo::kEndOfQuarter, "2026-10-01", "2026-07-01"}}) {
    Term term;
    term.start = CivilDay(2020, 1, 1);
    term.initial = {12, 0};
    term.renewal = Renewal::kIndefinite;
    term.customer_notice = {3, 0};
    term.notice_to = c.to;
    const NoticeDates dates =
        ComputeNoticeDates(term, CivilDay(2026, 6, 10), Dutch());
    EXPECT_EQ(Text(dates.term_end), "-");
    EXPECT_EQ(Text(dates.earliest_exit), c.exit);
    EXPECT_EQ(Text(dates.notice_by), c.notice_by);
    EXPECT_FALSE(dates.notice_missed);
    EXPECT_TRUE(dates.renews);
  }
}

TEST(NoticeDatesTest, ARenewedTermMayEndAtANearerBorder) {
  Term term = Tacit(CivilDay(2024, 1, 1), 12, 12, 1, 0);
  term.notice_to = NoticeTo::kEndOfMonth;
  // Within the initial term only its end counts.
  EXPECT_EQ(Text(ComputeNoticeDates(term, CivilDay(2024, 3, 5), Dutch())
                     .earliest_exit),
            "2025-01-01");
  const NoticeDates dates =
      ComputeNoticeDates(term, CivilDay(2025, 3, 5), Dutch());
  EXPECT_EQ(Text(dates.term_end), "2026-01-01");
  EXPECT_EQ(Text(dates.earliest_exit), "2025-05-01");
  EXPECT_EQ(Text(dates.notice_by), "2025-04-01");
}

TEST(NoticeDatesTest, AGivenNoticeIsTheEnd) {
  Term term = Tacit(CivilDay(2024, 1, 1), 12, 12, 1, 0);
  term.terminated = Termination{CivilDay(2025, 12, 31), Side::kProvider};
  const NoticeDates dates =
      ComputeNoticeDates(term, CivilDay(2025, 3, 5), Dutch());
  EXPECT_EQ(Text(dates.term_end), "2026-01-01");
  EXPECT_FALSE(dates.renews);
  EXPECT_EQ(Text(dates.notice_by), "-");
}

TEST(NoticeDatesTest, TheDataActShortensNotice) {
  Term term = Tacit(CivilDay(2026, 1, 1), 36, 12, 6, 0);
  term.switching_data_act = true;
  EXPECT_EQ(
      Text(
          ComputeNoticeDates(term, CivilDay(2026, 6, 30), Dutch()).switch_exit),
      "2026-08-30");
  term.customer_notice = {1, 0};
  EXPECT_EQ(
      Text(
          ComputeNoticeDates(term, CivilDay(2026, 6, 30), Dutch()).switch_exit),
      "2026-07-30");
}

// Regulation 2023/2854 art. 25(2)(d): notice for switching is at most two
// months. A longer contractual notice is cut, a shorter one stays.
TEST(NoticeDatesTest, SwitchingTakesTwoMonthsAtMost) {
  Term term;
  term.start = absl::CivilDay(2026, 3, 1);
  term.initial = {36, 0};
  term.renewal = Renewal::kTacit;
  term.renewal_term = {12, 0};
  term.customer_notice = {3, 0};
  term.switching_data_act = true;
  const absl::CivilDay on(2026, 10, 15);
  NoticeDates dates = ComputeNoticeDates(term, on, HolidayCalendar::Dutch());
  EXPECT_EQ(dates.notice_by, absl::CivilDay(2028, 12, 1));
  EXPECT_EQ(dates.switch_notice_by, absl::CivilDay(2029, 1, 1));
  EXPECT_EQ(dates.switch_exit, absl::CivilDay(2026, 12, 15));
  term.customer_notice = {1, 0};
  dates = ComputeNoticeDates(term, on, HolidayCalendar::Dutch());
  EXPECT_EQ(dates.switch_notice_by, absl::CivilDay(2029, 2, 1));
  EXPECT_EQ(dates.switch_exit, absl::CivilDay(2026, 11, 15));
}

TEST(NoticeDatesTest, AContractIsInTheFutureRunsAndEnds) {
  Term term;
  term.start = absl::CivilDay(2026, 1, 1);
  term.initial = {12, 0};
  const auto state = [&](absl::CivilDay on) {
    return StateOf(term, ComputeNoticeDates(term, on, {}), on);
  };
  EXPECT_EQ(state(absl::CivilDay(2025, 12, 31)), ContractState::kFuture);
  EXPECT_EQ(state(absl::CivilDay(2026, 1, 1)), ContractState::kRunning);
  EXPECT_EQ(state(absl::CivilDay(2026, 12, 31)), ContractState::kRunning);
  EXPECT_EQ(state(absl::CivilDay(2027, 1, 1)), ContractState::kEnded);
}

}  // namespace
}  // namespace regisseur
