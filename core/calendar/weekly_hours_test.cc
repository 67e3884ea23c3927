#include "core/calendar/weekly_hours.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  return zone;
}

TimeRange Days(absl::CivilDay from, absl::CivilDay to, absl::TimeZone zone) {
  return {absl::FromCivil(from, zone), absl::FromCivil(to, zone)};
}

absl::Duration Sum(const std::vector<TimeRange>& ranges) {
  absl::Duration sum;
  for (const TimeRange& range : ranges) sum += range.to - range.from;
  return sum;
}

WeeklyHours Hours(absl::string_view days, absl::string_view hours) {
  WeeklyHours weekly;
  EXPECT_TRUE(weekly.Add(days, hours).ok());
  return weekly;
}

TEST(WeeklyHoursTest, CountsTheWorkingHoursOfAMonth) {
  const absl::TimeZone zone = Zone("Europe/Amsterdam");
  // October 2026 has 22 weekdays of twelve hours.
  const auto open = Hours("mon-fri", "07:00-19:00")
                        .OpenRanges(Days(absl::CivilDay(2026, 10, 1),
                                         absl::CivilDay(2026, 11, 1), zone),
                                    zone, {});
  EXPECT_EQ(open.size(), 22u);
  EXPECT_EQ(Sum(open), absl::Hours(22 * 12));
}

TEST(WeeklyHoursTest, AmsterdamsOctoberHas745Hours) {
  const absl::TimeZone zone = Zone("Europe/Amsterdam");
  const TimeRange october =
      Days(absl::CivilDay(2026, 10, 1), absl::CivilDay(2026, 11, 1), zone);
  EXPECT_EQ(Sum(WeeklyHours::Always().OpenRanges(october, zone, {})),
            absl::Hours(745));
  EXPECT_EQ(Sum(Hours("daily", "00:00-24:00").OpenRanges(october, zone, {})),
            absl::Hours(745));
}

TEST(WeeklyHoursTest, ASkippedHourIsNotThereARepeatedOneCountsTwice) {
  const absl::TimeZone zone = Zone("Europe/Amsterdam");
  const WeeklyHours night = Hours("daily", "00:00-06:00");
  // 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
  EXPECT_EQ(Sum(night.OpenRanges(Days(absl::CivilDay(2026, 3, 29),
                                      absl::CivilDay(2026, 3, 30), zone),
                                 zone, {})),
            absl::Hours(5));
  EXPECT_EQ(Sum(night.OpenRanges(Days(absl::CivilDay(2026, 10, 25),
                                      absl::CivilDay(2026, 10, 26), zone),
                                 zone, {})),
            absl::Hours(7));
  // Until half past two: there twice in autumn, with a pause between.
  const auto half = Hours("sun", "00:00-02:30")
                        .OpenRanges(Days(absl::CivilDay(2026, 10, 25),
                                         absl::CivilDay(2026, 10, 26), zone),
                                    zone, {});
  ASSERT_EQ(half.size(), 2u);
  EXPECT_EQ(half[0].to - half[0].from, absl::Minutes(150));
  EXPECT_EQ(half[1].from - half[0].to, absl::Minutes(30));
  EXPECT_EQ(half[1].to - half[1].from, absl::Minutes(30));
}

TEST(WeeklyHoursTest, HolidaysHaveTheirOwnHours) {
  const absl::TimeZone zone = Zone("Europe/Amsterdam");
  WeeklyHours hours = Hours("mon-fri", "08:00-18:00");
  // Monday 6 April 2026 is Easter Monday.
  const TimeRange week =
      Days(absl::CivilDay(2026, 4, 6), absl::CivilDay(2026, 4, 11), zone);
  EXPECT_EQ(Sum(hours.OpenRanges(week, zone, {})), absl::Hours(50));
  EXPECT_EQ(Sum(hours.OpenRanges(week, zone, HolidayCalendar::Dutch())),
            absl::Hours(40));
  ASSERT_TRUE(hours.Add("holidays", "10:00-14:00").ok());
  EXPECT_EQ(Sum(hours.OpenRanges(week, zone, HolidayCalendar::Dutch())),
            absl::Hours(44));
}

TEST(WeeklyHoursTest, HoursMayPassMidnightAndPause) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const TimeRange monday =
      Days(absl::CivilDay(2026, 6, 1), absl::CivilDay(2026, 6, 2), utc);
  // Sunday's night reaches six hours into Monday.
  EXPECT_EQ(Sum(Hours("daily", "22:00-06:00").OpenRanges(monday, utc, {})),
            absl::Hours(8));
  EXPECT_EQ(Hours("mon", "08:00-12:00, 13:00-17:00")
                .OpenRanges(monday, utc, {})
                .size(),
            2u);
}

TEST(WeeklyHoursTest, RefusesWhatIsNoHours) {
  for (const auto& [days, hours] :
       {std::pair("mon-fry", "08:00-18:00"), std::pair("", "08:00-18:00"),
        std::pair("mon-tue-wed", "08:00-18:00"), std::pair("mon", "8-18"),
        std::pair("mon", "08:00"), std::pair("mon", "08:00-08:00"),
        std::pair("mon", "08:00-25:00"), std::pair("mon", "24:00-25:00"),
        std::pair("mon", "08:00-12:00,11:00-13:00")}) {
    WeeklyHours weekly;
    EXPECT_EQ(weekly.Add(days, hours).code(),
              absl::StatusCode::kInvalidArgument)
        << days << " " << hours;
  }
  WeeklyHours twice = Hours("mon-fri", "08:00-18:00");
  EXPECT_FALSE(twice.Add("fri-sun", "08:00-12:00").ok());
}

TEST(WeeklyHoursTest, DaysMayWrapAndStandInAList) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const TimeRange week =
      Days(absl::CivilDay(2026, 6, 1), absl::CivilDay(2026, 6, 8), utc);
  EXPECT_EQ(Sum(Hours("sat-mon", "00:00-01:00").OpenRanges(week, utc, {})),
            absl::Hours(3));
  EXPECT_EQ(Sum(Hours("mon, wed", "00:00-01:00").OpenRanges(week, utc, {})),
            absl::Hours(2));
}

// Minute by minute, asking the zone each time.
TEST(WeeklyHoursTest, AgreesWithAskingEveryMinute) {
  std::mt19937 random(20261025);
  for (const char* name : {"Europe/Amsterdam", "America/New_York",
                           "Australia/Lord_Howe", "Asia/Kolkata"}) {
    const absl::TimeZone zone = Zone(name);
    for (int round = 0; round < 12; ++round) {
      const int from = static_cast<int>(random() % 96) * 15;
      const int to = (from + 15 + static_cast<int>(random() % 95) * 15) % 1440;
      if (from == to) continue;
      const std::string text =
          absl::StrCat(absl::Dec(from / 60, absl::kZeroPad2), ":",
                       absl::Dec(from % 60, absl::kZeroPad2), "-",
                       absl::Dec(to / 60, absl::kZeroPad2), ":",
                       absl::Dec(to % 60, absl::kZeroPad2));
      const WeeklyHours hours = Hours(round % 2 ? "sat-sun" : "daily", text);
      // Around both changes of 2026 in the north and in the south.
      const absl::CivilDay day = round % 3 == 0   ? absl::CivilDay(2026, 3, 5)
                                 : round % 3 == 1 ? absl::CivilDay(2026, 3, 25)
                                                  : absl::CivilDay(2026, 10, 2);
      const TimeRange range = Days(day, day + 31, zone);
      const auto open = hours.OpenRanges(range, zone, {});
      size_t next = 0;
      for (absl::Time t = range.from; t < range.to; t += absl::Minutes(5)) {
        const absl::CivilSecond local = zone.At(t).cs;
        const int minute = local.hour() * 60 + local.minute();
        const auto is_day = [&](absl::CivilDay d) {
          const absl::Weekday weekday = absl::GetWeekday(d);
          return round % 2 == 0 || weekday == absl::Weekday::saturday ||
                 weekday == absl::Weekday::sunday;
        };
        const absl::CivilDay today(local);
        const bool expected =
            from < to ? is_day(today) && minute >= from && minute < to
                      : (is_day(today) && minute >= from) ||
                            (is_day(today - 1) && minute < to);
        while (next < open.size() && open[next].to <= t) ++next;
        const bool inside = next < open.size() && open[next].Contains(t);
        ASSERT_EQ(inside, expected) << name << " " << text << " " << t;
      }
    }
  }
}

TEST(WeeklyHoursTest, WritesWhatItReads) {
  WeeklyHours hours;
  EXPECT_EQ(hours.ToText(), "closed");
  ASSERT_TRUE(hours.Add("mon-thu,fri", "07:00-19:00").ok());
  ASSERT_TRUE(hours.Add("sat", "09:00-12:00,22:00-06:00").ok());
  ASSERT_TRUE(hours.Add("holidays", "00:00-24:00").ok());
  EXPECT_EQ(hours.ToText(),
            "mon-fri 07:00-19:00; sat 09:00-12:00,22:00-06:00; holidays "
            "00:00-24:00");
  EXPECT_EQ(WeeklyHours::Always().ToText(), "always");
}

}  // namespace
}  // namespace regisseur
