#include "core/schedule/schedule.h"

#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::TimeZone Zone(const char* name) { return *LoadZone(name); }

Schedule Read(absl::string_view text) {
  const auto schedule = Schedule::Parse(text);
  EXPECT_TRUE(schedule.ok()) << schedule.status();
  return schedule.ok() ? *schedule : *Schedule::Parse("daily 00:00");
}

// The next ones after a moment, in UTC.
std::vector<std::string> Next(
    absl::string_view text, const char* after, int count,
    const char* zone = "Europe/Amsterdam",
    const HolidayCalendar& holidays = HolidayCalendar::Dutch()) {
  std::vector<std::string> found;
  absl::Time at = *ParseInstant(after);
  for (int i = 0; i < count; ++i) {
    at = Read(text).Next(at, Zone(zone), holidays);
    found.push_back(FormatInstant(at));
  }
  return found;
}

TEST(ScheduleTest, ReadsWords) {
  // October 2026 ends on a Saturday; 1 November is winter time.
  EXPECT_THAT(
      Next("last working day of the month 07:00", "2026-10-01T00:00:00Z", 2),
      ElementsAre("2026-10-30T06:00:00Z", "2026-11-30T06:00:00Z"));
  EXPECT_THAT(Next("first monday 07:00", "2026-10-05T05:00:00Z", 2),
              ElementsAre("2026-11-02T06:00:00Z", "2026-12-07T06:00:00Z"));
  EXPECT_THAT(Next("monday 07:00", "2026-10-05T04:59:59Z", 2),
              ElementsAre("2026-10-05T05:00:00Z", "2026-10-12T05:00:00Z"));
  EXPECT_THAT(
      Next("Monday and Thursday 07:00, 19:00", "2026-10-05T05:00:00Z", 3),
      ElementsAre("2026-10-05T17:00:00Z", "2026-10-08T05:00:00Z",
                  "2026-10-08T17:00:00Z"));
  EXPECT_THAT(Next("quarterly 07:00", "2026-10-05T00:00:00Z", 2),
              ElementsAre("2027-01-01T06:00:00Z", "2027-04-01T05:00:00Z"));
  EXPECT_THAT(
      Next("quarterly first working day 07:00", "2026-10-05T00:00:00Z", 1),
      ElementsAre("2027-01-04T06:00:00Z"));
  EXPECT_THAT(Next("last day of the year 12:00", "2026-10-05T00:00:00Z", 1),
              ElementsAre("2026-12-31T11:00:00Z"));
  EXPECT_THAT(Next("3rd working day 09:00", "2026-10-05T08:00:00Z", 1),
              ElementsAre("2026-11-04T08:00:00Z"));
  EXPECT_THAT(Next("every working day 18:00", "2026-12-24T00:00:00Z", 3),
              ElementsAre("2026-12-24T17:00:00Z", "2026-12-28T17:00:00Z",
                          "2026-12-29T17:00:00Z"));
}

TEST(ScheduleTest, GivesADayThatAMonthLacksByTheWrittenRule) {
  EXPECT_THAT(Next("31st of the month 07:00", "2027-02-01T00:00:00Z", 2),
              ElementsAre("2027-02-28T06:00:00Z", "2027-03-31T05:00:00Z"));
  EXPECT_THAT(Next("0 7 31 * *", "2027-02-01T00:00:00Z", 2),
              ElementsAre("2027-03-31T05:00:00Z", "2027-05-31T05:00:00Z"));
  EXPECT_THAT(Next("0 0 29 2 *", "2026-01-01T00:00:00Z", 1, "UTC"),
              ElementsAre("2028-02-29T00:00:00Z"));
}

TEST(ScheduleTest, MovesADayThatIsAHolidayOrAWeekend) {
  // 1 January 2027 is a holiday and a Friday; 26 December 2026 a Saturday.
  EXPECT_THAT(
      Next("monthly 07:00 or next working day", "2026-12-15T00:00:00Z", 1),
      ElementsAre("2027-01-04T06:00:00Z"));
  EXPECT_THAT(Next("26th of the month 07:00 or previous working day",
                   "2026-12-15T00:00:00Z", 1),
              ElementsAre("2026-12-24T06:00:00Z"));
}

TEST(ScheduleTest, AnswersForSkippedAndRepeatedHours) {
  // 28 March 2027: 02:00 becomes 03:00 at 01:00 UTC. 31 October 2027: 02:30 is
  // at 00:30 and at 01:30 UTC.
  EXPECT_THAT(Next("daily 02:30", "2027-03-27T12:00:00Z", 2),
              ElementsAre("2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"));
  EXPECT_THAT(Next("daily 02:30", "2027-10-30T12:00:00Z", 2),
              ElementsAre("2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"));
  const Schedule schedule = Read("daily 02:30");
  const auto zone = Zone("Europe/Amsterdam");
  EXPECT_THAT(schedule.Explain(*ParseInstant("2027-03-28T01:00:00Z"), zone, {}),
              HasSubstr("the clock skips 02:30"));
  EXPECT_THAT(schedule.Explain(*ParseInstant("2027-10-31T00:30:00Z"), zone, {}),
              HasSubstr("the first of the two 02:30"));
  EXPECT_THAT(Read("monthly 07:00 or next working day")
                  .Explain(*ParseInstant("2027-01-04T06:00:00Z"), zone,
                           HolidayCalendar::Dutch()),
              HasSubstr("moved from 2027-01-01 (New Year"));
}

// POSIX crontab: when both day fields are restricted, either is enough.
TEST(ScheduleTest, ReadsCronAsPosixDoes) {
  EXPECT_THAT(Next("30 4 1,15 * 5", "2026-10-01T12:00:00Z", 4, "UTC"),
              ElementsAre("2026-10-02T04:30:00Z", "2026-10-09T04:30:00Z",
                          "2026-10-15T04:30:00Z", "2026-10-16T04:30:00Z"));
  EXPECT_THAT(
      Next("*/20 8-9 * jan-mar mon-fri", "2027-01-01T09:30:00Z", 3, "UTC"),
      ElementsAre("2027-01-01T09:40:00Z", "2027-01-04T08:00:00Z",
                  "2027-01-04T08:20:00Z"));
  EXPECT_THAT(Next("0 0 * * 7", "2026-10-01T00:00:00Z", 1, "UTC"),
              ElementsAre("2026-10-04T00:00:00Z"));
  EXPECT_THAT(Next("@monthly", "2026-10-01T00:00:00Z", 1, "UTC"),
              ElementsAre("2026-11-01T00:00:00Z"));
}

TEST(ScheduleTest, ListsWhatLiesBetween) {
  const auto utc = absl::UTCTimeZone();
  EXPECT_THAT(Read("daily 07:00")
                  .Between(*ParseInstant("2026-10-01T07:00:00Z"),
                           *ParseInstant("2026-10-05T07:00:00Z"), utc, {}, 2),
              ElementsAre(*ParseInstant("2026-10-04T07:00:00Z"),
                          *ParseInstant("2026-10-05T07:00:00Z")));
  EXPECT_TRUE(Read("last friday of the quarter 16:00").EndsPeriod());
  EXPECT_FALSE(Read("monthly 07:00").EndsPeriod());
}

TEST(ScheduleTest, RefusesNonsenseWithWhatWouldBeRight) {
  const struct {
    const char* text;
    const char* why;
  } kCases[] = {
      {"", "empty"},
      {"monday",
       "names no time of the day; right is for instance monday 07:00"},
      {"monday 25:00", "names no time of the day"},
      {"someday 07:00", "is no schedule; right is"},
      {"fifth monday 07:00", "is no schedule"},
      {"32nd of the month 07:00", "is no schedule"},
      {"quarterly monday 07:00", "is no schedule"},
      {"0 7 * *", "has five fields"},
      {"60 7 * * *", "the minute is \"60\"; right is * or values from 0 to 59"},
      {"0 7 * * 8", "the day of the week is \"8\""},
      {"0 7 5-1 * *", "the day of the month is \"5-1\""},
      {"0 7 */0 * *", "the day of the month is \"*/0\""},
      {"0 7 5/2 * *", "the day of the month is \"5/2\""},
      {"0 7 30 2 *", "never comes"},
      {"0 7 31 4,6,9,11 *", "never comes"},
      {"@often", "five fields"},
      {"0 7 1 * * 2026", "this has 6"},
  };
  for (const auto& each : kCases) {
    const auto schedule = Schedule::Parse(each.text);
    ASSERT_FALSE(schedule.ok()) << each.text;
    EXPECT_EQ(schedule.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(schedule.status().message()), HasSubstr(each.why));
  }
}

}  // namespace
}  // namespace regisseur
