#include "core/service_level/ticket_level.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "core/service_level/ticket_clock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return *Decimal::Parse(text); }

absl::TimeZone Amsterdam() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/Amsterdam", &zone));
  return zone;
}

// April 2026.
absl::Time At(int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilSecond(2026, 4, day, hour, minute, 0),
                         Amsterdam());
}

// Story S5: Monday to Friday 8 to 18, Dutch holidays, P1 within four hours.
Objective Restore() {
  Objective objective;
  objective.window.zone = Amsterdam();
  objective.holidays = HolidayCalendar::Dutch();
  TicketTerms terms;
  terms.clock = TicketTerms::Clock::kRestore;
  WeeklyHours hours;
  EXPECT_TRUE(hours.Add("mon-fri", "08:00-18:00").ok());
  terms.support_hours = hours;
  terms.levels = {{"P1", {absl::Hours(4), 0, 0}, D("90")},
                  {"P3", {absl::ZeroDuration(), 0, 3}, D("85")}};
  terms.small_number = TicketTerms::SmallNumber{10, 1};
  objective.terms = terms;
  return objective;
}

TicketFacts Ticket(const char* priority, absl::Time opened,
                   absl::Time reached) {
  return {"t", opened, reached, {priority}, {}};
}

TimeRange April() { return {At(1, 0), At(30, 0) + absl::Hours(24)}; }

TEST(TicketClockTest, RunsInSupportHoursWithoutAcceptedStops) {
  const Objective objective = Restore();
  const TicketClock clock(objective);
  // Friday 3 April 16:30 to Tuesday 7 April 11:00; Monday is Easter: 1:30 and
  // three hours, of which 45 minutes waited for the customer.
  const TimeRange wait{At(7, 8), At(7, 8, 45)};
  EXPECT_EQ(clock.TimeBetween(At(3, 16, 30), At(7, 11), {}),
            absl::Minutes(270));
  EXPECT_EQ(clock.TimeBetween(At(3, 16, 30), At(7, 11), {wait}),
            absl::Minutes(225));
  EXPECT_EQ(clock.TimeBetween(At(3, 16, 30), At(7, 11), {wait, wait}),
            absl::Minutes(225));
  const ClockLength four{absl::Hours(4), 0, 0};
  EXPECT_EQ(clock.DueTime(At(3, 16, 30), four, {}), At(7, 10, 30));
  EXPECT_EQ(clock.DueTime(At(3, 16, 30), four, {wait}), At(7, 11, 15));
}

TEST(TicketClockTest, DaysEndWithTheDay) {
  const Objective objective = Restore();
  const TicketClock clock(objective);
  // Three calendar days after Friday: Monday. Working days: Tuesday,
  // Wednesday, Thursday.
  EXPECT_EQ(clock.DueTime(At(3, 16), {absl::ZeroDuration(), 3, 0}, {}),
            At(7, 0));
  EXPECT_EQ(clock.DueTime(At(3, 16), {absl::ZeroDuration(), 0, 3}, {}),
            At(10, 0));
  // A day that was spent waiting does not count.
  EXPECT_EQ(clock.DueTime(At(3, 16), {absl::ZeroDuration(), 0, 3},
                          {{At(8, 0), At(9, 0)}}),
            At(11, 0));
}

TEST(TicketClockTest, AClockThatNeverRunsIsNeverDue) {
  Objective objective = Restore();
  std::get<TicketTerms>(objective.terms).support_hours = WeeklyHours();
  EXPECT_EQ(
      TicketClock(objective).DueTime(At(3, 16), {absl::Hours(1), 0, 0}, {}),
      absl::InfiniteFuture());
}

TEST(TicketLevelTest, JudgesEachPriority) {
  std::vector<TicketFacts> tickets = {
      Ticket("P1", At(3, 16, 30), At(7, 11)),
      Ticket("P3", At(3, 16), At(9, 17)),
      Ticket("P9", At(3, 16), At(9, 17)),
  };
  tickets[0].stops = {{At(7, 8), At(7, 8, 45)}};
  const auto levels =
      ComputeTicketLevels(Restore(), tickets, April(), absl::InfiniteFuture());
  ASSERT_EQ(levels.size(), 2u);
  ASSERT_EQ(levels[0].tickets.size(), 1u);
  EXPECT_EQ(levels[0].tickets[0].clock, absl::Minutes(225));
  EXPECT_TRUE(levels[0].tickets[0].in_time);
  EXPECT_EQ(levels[1].in_time, 1);
  EXPECT_EQ(OverallVerdict(levels), Verdict::kMet);
}

TEST(TicketLevelTest, FewTicketsMayMissOne) {
  std::vector<TicketFacts> tickets(8, Ticket("P1", At(8, 9), At(8, 10)));
  tickets.push_back(Ticket("P1", At(8, 9), At(8, 17)));
  auto levels =
      ComputeTicketLevels(Restore(), tickets, April(), absl::InfiniteFuture());
  EXPECT_EQ(levels[0].attained->RoundedPercent(1), D("88.9"));
  EXPECT_EQ(levels[0].verdict, Verdict::kMet);
  EXPECT_TRUE(levels[0].by_small_number);
  EXPECT_TRUE(levels[1].without_tickets);
  tickets.push_back(Ticket("P1", At(8, 9), At(8, 17)));
  levels =
      ComputeTicketLevels(Restore(), tickets, April(), absl::InfiniteFuture());
  EXPECT_EQ(levels[0].verdict, Verdict::kBreached);
}

TEST(TicketLevelTest, ATicketBelongsToOneWindow) {
  Objective objective = Restore();
  auto& terms = std::get<TicketTerms>(objective.terms);
  // Opened on 31 March, due and closed in April; and one that is still open.
  const TicketFacts across = Ticket("P1", At(1, 0) - absl::Hours(7), At(1, 9));
  TicketFacts open = Ticket("P1", At(8, 9), At(8, 9));
  open.reached.reset();
  const auto counted = [&](TicketTerms::CountedIn in, absl::Time now) {
    terms.counted_in = in;
    return ComputeTicketLevels(objective, {across, open}, April(), now)[0]
        .tickets.size();
  };
  EXPECT_EQ(counted(TicketTerms::CountedIn::kOpened, At(8, 12)), 0u);
  EXPECT_EQ(counted(TicketTerms::CountedIn::kOpened, At(8, 14)), 1u);
  EXPECT_EQ(counted(TicketTerms::CountedIn::kDue, At(8, 12)), 1u);
  EXPECT_EQ(counted(TicketTerms::CountedIn::kDue, At(8, 14)), 2u);
  EXPECT_EQ(counted(TicketTerms::CountedIn::kClosed, At(8, 14)), 1u);
}

TEST(TicketLevelTest, ThePriorityThatCountsIsAgreed) {
  Objective objective = Restore();
  auto& terms = std::get<TicketTerms>(objective.terms);
  TicketFacts ticket = Ticket("P3", At(8, 9), At(8, 17));
  ticket.priorities = {"P3", "P1", "P3"};
  const auto row = [&](TicketTerms::PriorityFrom from) {
    terms.priority_from = from;
    const auto levels = ComputeTicketLevels(objective, {ticket}, April(),
                                            absl::InfiniteFuture());
    EXPECT_TRUE(
        (levels[0].tickets.empty() ? levels[1] : levels[0]).tickets[0].lowered);
    return levels[0].tickets.empty() ? 1 : 0;
  };
  EXPECT_EQ(row(TicketTerms::PriorityFrom::kFirst), 1);
  EXPECT_EQ(row(TicketTerms::PriorityFrom::kLast), 1);
  EXPECT_EQ(row(TicketTerms::PriorityFrom::kHighest), 0);
}

}  // namespace
}  // namespace regisseur
