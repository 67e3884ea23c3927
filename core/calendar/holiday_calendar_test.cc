#include "core/calendar/holiday_calendar.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilDay;

std::string HolidaysOf(const HolidayCalendar& calendar, int year) {
  std::vector<std::string> days;
  for (CivilDay day(year, 1, 1); day.year() == year; ++day) {
    if (calendar.IsHoliday(day)) {
      days.push_back(absl::StrCat(day.day(), "/", day.month()));
    }
  }
  return absl::StrJoin(days, " ");
}

TEST(HolidayCalendarTest, EasterIsWhereTheChurchesCelebratedIt) {
  // Published tables; 1818 and 2285 are the earliest possible, 1943 and 2038
  // the latest.
  EXPECT_EQ(EasterSunday(1818), CivilDay(1818, 3, 22));
  EXPECT_EQ(EasterSunday(1943), CivilDay(1943, 4, 25));
  EXPECT_EQ(EasterSunday(2000), CivilDay(2000, 4, 23));
  EXPECT_EQ(EasterSunday(2024), CivilDay(2024, 3, 31));
  EXPECT_EQ(EasterSunday(2025), CivilDay(2025, 4, 20));
  EXPECT_EQ(EasterSunday(2026), CivilDay(2026, 4, 5));
  EXPECT_EQ(EasterSunday(2027), CivilDay(2027, 3, 28));
  EXPECT_EQ(EasterSunday(2038), CivilDay(2038, 4, 25));
}

TEST(HolidayCalendarTest, KnowsTheDutchHolidays) {
  // Rijksoverheid's list of 2026: 1 January, 5 and 6 April, 27 April, 5 May,
  // 14 May, 24 and 25 May, 25 and 26 December.
  EXPECT_EQ(HolidaysOf(HolidayCalendar::Dutch(), 2026),
            "1/1 5/4 6/4 27/4 5/5 14/5 24/5 25/5 25/12 26/12");
}

TEST(HolidayCalendarTest, KingsDayIsNeverOnASunday) {
  const HolidayCalendar dutch = HolidayCalendar::Dutch();
  // 27 April 2025 was a Sunday, and so will be that of 2031.
  EXPECT_EQ(dutch.NameOf(CivilDay(2025, 4, 26)), "King's Day");
  EXPECT_FALSE(dutch.IsHoliday(CivilDay(2025, 4, 27)));
  EXPECT_EQ(dutch.NameOf(CivilDay(2031, 4, 26)), "King's Day");
  EXPECT_EQ(dutch.NameOf(CivilDay(2013, 4, 30)), "Queen's Day");
  EXPECT_EQ(dutch.NameOf(CivilDay(2006, 4, 29)), "Queen's Day");
  EXPECT_FALSE(dutch.IsHoliday(CivilDay(2013, 4, 27)));
}

TEST(HolidayCalendarTest, LiberationDayIsASetting) {
  using enum LiberationDay;
  for (const auto& [rule, in_2025, in_2026] :
       {std::tuple(kEveryYear, true, true),
        std::tuple(kEveryFiveYears, true, false),
        std::tuple(kNever, false, false)}) {
    const HolidayCalendar dutch = HolidayCalendar::Dutch({rule, false});
    EXPECT_EQ(dutch.IsHoliday(CivilDay(2025, 5, 5)), in_2025);
    EXPECT_EQ(dutch.IsHoliday(CivilDay(2026, 5, 5)), in_2026);
  }
}

TEST(HolidayCalendarTest, AHolidayMayHideAnother) {
  // 5 May 2016 was Ascension Day too: a day off whatever the rule says.
  EXPECT_EQ(HolidayCalendar::Dutch({LiberationDay::kNever, false})
                .NameOf(CivilDay(2016, 5, 5)),
            "Ascension Day");
}

TEST(HolidayCalendarTest, GoodFridayIsASetting) {
  EXPECT_FALSE(HolidayCalendar::Dutch().IsHoliday(CivilDay(2026, 4, 3)));
  EXPECT_TRUE(HolidayCalendar::Dutch({LiberationDay::kEveryYear, true})
                  .IsHoliday(CivilDay(2026, 4, 3)));
}

TEST(HolidayCalendarTest, MovesBackToAWorkingDay) {
  const HolidayCalendar dutch = HolidayCalendar::Dutch();
  // USERS U4: Sunday 27 June 2021 is received on Friday 25; S3: Saturday 30
  // September 2028 on Friday 29.
  EXPECT_EQ(dutch.WorkingDayOnOrBefore(CivilDay(2021, 6, 26)),
            CivilDay(2021, 6, 25));
  EXPECT_EQ(dutch.WorkingDayOnOrBefore(CivilDay(2028, 9, 30)),
            CivilDay(2028, 9, 29));
  // Boxing Day 2026 is a Saturday, Christmas a Friday: Thursday 24.
  EXPECT_EQ(dutch.WorkingDayOnOrBefore(CivilDay(2026, 12, 27)),
            CivilDay(2026, 12, 24));
}

TEST(HolidayCalendarTest, CountsWorkingDays) {
  const HolidayCalendar dutch = HolidayCalendar::Dutch();
  // From Thursday 2 April 2026: Friday 3 is one, Tuesday 7 is two.
  EXPECT_EQ(dutch.AddWorkingDays(CivilDay(2026, 4, 2), 1),
            CivilDay(2026, 4, 3));
  EXPECT_EQ(dutch.AddWorkingDays(CivilDay(2026, 4, 2), 2),
            CivilDay(2026, 4, 7));
  EXPECT_EQ(dutch.AddWorkingDays(CivilDay(2026, 4, 4), 0),
            CivilDay(2026, 4, 4));
}

TEST(HolidayCalendarTest, TakesDaysFromAList) {
  const HolidayCalendar listed =
      HolidayCalendar::OfDays({{CivilDay(2026, 7, 21), "Nationale feestdag"},
                               {CivilDay(2026, 7, 22), ""}});
  EXPECT_EQ(listed.NameOf(CivilDay(2026, 7, 21)), "Nationale feestdag");
  EXPECT_TRUE(listed.IsHoliday(CivilDay(2026, 7, 22)));
  EXPECT_FALSE(listed.IsHoliday(CivilDay(2026, 12, 25)));
  EXPECT_FALSE(HolidayCalendar().IsHoliday(CivilDay(2026, 12, 25)));
}

}  // namespace
}  // namespace regisseur
