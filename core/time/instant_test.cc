#include "core/time/instant.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

absl::Time Utc(int year, int month, int day, int hour = 0, int minute = 0,
               int second = 0) {
  return absl::FromCivil(
      absl::CivilSecond(year, month, day, hour, minute, second),
      absl::UTCTimeZone());
}

TEST(InstantTest, ParsesRfc3339) {
  const absl::Time seven = Utc(2026, 10, 5, 7);
  for (const char* text :
       {"2026-10-05T07:00:00Z", "2026-10-05t07:00:00z",
        "2026-10-05T07:00:00+00:00", "2026-10-05T07:00:00-00:00",
        "2026-10-05T07:00:00+0000", "2026-10-05T09:00:00+02:00",
        "2026-10-04T23:00:00-0800", "2026-10-05T07:00:00.000Z",
        "2026-10-05T12:30:00+05:30"}) {
    const auto time = ParseInstant(text);
    ASSERT_TRUE(time.ok()) << time.status();
    EXPECT_EQ(*time, seven) << text;
  }
  EXPECT_EQ(*ParseInstant("2020-11-16T13:23:40.124-08:00"),
            Utc(2020, 11, 16, 21, 23, 40) + absl::Milliseconds(124));
  EXPECT_EQ(*ParseInstant("2020-02-29T00:00:00.123456789999Z"),
            Utc(2020, 2, 29) + absl::Nanoseconds(123456789));
}

TEST(InstantTest, RefusesWhatIsNotRfc3339) {
  for (const char* text : {"",
                           "2026-10-05",
                           "2026-10-05T07:00:00",
                           "2026-10-05 07:00:00Z",
                           "2026-10-05T07:00Z",
                           "2026-10-05T24:00:00Z",
                           "2023-02-01T30:00:00Z",
                           "2026-10-05T07:60:00Z",
                           "2016-12-31T23:59:60Z",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-10-05T07:00:00.Z",
                           "2026-10-05T07:00:00+24:00",
                           "2026-10-05T07:00:00+02:60",
                           "2026-10-05T07:00:00+2:00",
                           "2026-10-05T07:00:00+02",
                           "2026-10-05T07:00:00Zjunk",
                           " 2026-10-05T07:00:00Z",
                           "26-10-05T07:00:00Z",
                           "2026-10-5T07:00:00Z",
                           "infinite-future",
                           "2026-10-05T07:00:00,5Z",
                           "2026-10-05T07:00:00 UTC"}) {
    EXPECT_EQ(ParseInstant(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
  EXPECT_THAT(ParseInstant("5 May").status().message(),
              HasSubstr("'5 May' is not a time: write RFC 3339"));
}

TEST(InstantTest, FormatsUtcWithAFractionOnlyWhereThereIsOne) {
  EXPECT_EQ(FormatInstant(Utc(2026, 10, 5, 7)), "2026-10-05T07:00:00Z");
  EXPECT_EQ(FormatInstant(Utc(2026, 10, 5, 7) + absl::Milliseconds(120)),
            "2026-10-05T07:00:00.12Z");
}

TEST(InstantTest, ParsesDaysAndMonths) {
  EXPECT_EQ(*ParseDay("2026-10-05"), absl::CivilDay(2026, 10, 5));
  EXPECT_EQ(FormatDay(absl::CivilDay(2026, 1, 2)), "2026-01-02");
  for (const char* text : {"2026-02-30", "2026-2-3", "05-10-2026", "", "2026",
                           "2026-10-05 ", "20261005", "2026-10-00"}) {
    EXPECT_EQ(ParseDay(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
  EXPECT_EQ(*ParseMonth("2026-10"), absl::CivilMonth(2026, 10));
  EXPECT_EQ(FormatMonth(absl::CivilMonth(2026, 1)), "2026-01");
  for (const char* text :
       {"2026-13", "2026-1", "2026-00", "2026", "2026-10-"}) {
    EXPECT_EQ(ParseMonth(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
}

TEST(InstantTest, ParsesLengths) {
  EXPECT_EQ(*ParseLength("60s"), absl::Seconds(60));
  EXPECT_EQ(*ParseLength("5m"), absl::Minutes(5));
  EXPECT_EQ(*ParseLength("24h"), absl::Hours(24));
  EXPECT_EQ(*ParseLength("7d"), absl::Hours(168));
  EXPECT_EQ(*ParseLength("1 day"), absl::Hours(24));
  EXPECT_EQ(*ParseLength("90 minutes"), absl::Minutes(90));
  for (const char* text : {"", "5", "m", "-5m", "1.5h", "5 parsecs", "1 month",
                           "2 years", "5M", "9999999999s", "5m5s"}) {
    EXPECT_EQ(ParseLength(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
}

TEST(CalendarSpanTest, ParsesSums) {
  EXPECT_EQ(ParseCalendarSpan("1 month + 5 days")->months, 1);
  EXPECT_EQ(ParseCalendarSpan("1 month + 5 days")->length, absl::Hours(120));
  EXPECT_EQ(ParseCalendarSpan("2 years + 1 month")->months, 25);
  EXPECT_EQ(ParseCalendarSpan("60s")->length, absl::Seconds(60));
  for (const char* text : {"", "+", "1 month +", "1 fortnight", "month"}) {
    EXPECT_EQ(ParseCalendarSpan(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
}

TEST(CalendarSpanTest, ADayThatAMonthLacksIsItsLast) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::Time start = Utc(2024, 1, 31, 8);
  EXPECT_EQ((CalendarSpan{.months = 1}.AddTo(start, utc)), Utc(2024, 2, 29, 8));
  EXPECT_EQ((CalendarSpan{.months = 2}.AddTo(start, utc)), Utc(2024, 3, 31, 8));
  EXPECT_EQ((CalendarSpan{.months = 13}.AddTo(start, utc)),
            Utc(2025, 2, 28, 8));
}

TEST(CalendarSpanTest, AMonthIsCivilAndADayIsALength) {
  const absl::TimeZone zone = LoadZone("Europe/Amsterdam").value();
  // 5 October 09:00 is summer time (07:00Z), 5 November winter time (08:00Z).
  const absl::Time start = Utc(2026, 10, 5, 7);
  EXPECT_EQ((CalendarSpan{.months = 1}.AddTo(start, zone)),
            Utc(2026, 11, 5, 8));
  EXPECT_EQ((CalendarSpan{.length = absl::Hours(24)}.AddTo(start, zone)),
            Utc(2026, 10, 6, 7));
  // 29 March 2026 02:30 does not exist: the clock jumps at 01:00Z.
  EXPECT_EQ((CalendarSpan{.months = 1}.AddTo(Utc(2026, 2, 28, 1, 30), zone)),
            Utc(2026, 3, 28, 1, 30));
  EXPECT_EQ((CalendarSpan{.months = 2}.AddTo(Utc(2026, 1, 29, 1, 30), zone)),
            Utc(2026, 3, 29, 1, 0));
  EXPECT_EQ((CalendarSpan{.months = 1}.AddTo(absl::InfiniteFuture(), zone)),
            absl::InfiniteFuture());
}

TEST(LoadZoneTest, LoadsNamesAndNothingElse) {
  for (const char* name : {"Europe/Amsterdam", "UTC", "America/New_York",
                           "Asia/Kolkata", "America/Argentina/Buenos_Aires"}) {
    EXPECT_TRUE(LoadZone(name).ok()) << name;
  }
  for (const char* name :
       {"", "/etc/localtime", "../../etc/localtime", "Europe/../UTC", "Europe/",
        "/UTC", "Europe", "Europe//Amsterdam", "localtime", "libc:localtime",
        "Fixed/UTC+01:00:00", "Mars/Olympus", ".", "CET ",
        "file:Europe/Amsterdam"}) {
    EXPECT_EQ(LoadZone(name).status().code(),
              absl::StatusCode::kInvalidArgument)
        << name;
  }
}

TEST(InstantTest, PeopleReadMinutes) {
  EXPECT_EQ(FormatForPeople(absl::FromUnixSeconds(59)), "1970-01-01 00:00 UTC");
}

}  // namespace
}  // namespace regisseur
