// Holds schedules against a walk through every minute of 2024 to 2030 in five
// zones, which knows nothing but what the local clock shows at each of them.
#include <functional>
#include <vector>

#include "core/schedule/schedule.h"
#include "core/time/instant.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

const char* const kZones[] = {
    "Europe/Amsterdam",     // an hour, in the night
    "America/New_York",     // an hour, other days
    "Australia/Lord_Howe",  // half an hour, the other half of the year
    "Africa/Casablanca",    // four changes a year, around Ramadan
    "Pacific/Chatham",      // an odd offset, at 02:45
};

bool IsWorkingDay(absl::CivilDay day) {
  // By hand: the Dutch holidays that are not Sundays, without those that move
  // with Easter, which the walk takes from a table of its own.
  static const auto* const kEaster = new std::vector<absl::CivilDay>{
      absl::CivilDay(2024, 3, 31), absl::CivilDay(2025, 4, 20),
      absl::CivilDay(2026, 4, 5),  absl::CivilDay(2027, 3, 28),
      absl::CivilDay(2028, 4, 16), absl::CivilDay(2029, 4, 1),
      absl::CivilDay(2030, 4, 21)};
  const absl::Weekday weekday = absl::GetWeekday(day);
  if (weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday) {
    return false;
  }
  for (const absl::CivilDay& easter : *kEaster) {
    // Easter Monday, Ascension, Whit Monday.
    if (day - easter == 1 || day - easter == 39 || day - easter == 50) {
      return false;
    }
  }
  const int month = day.month();
  const int date = day.day();
  if ((month == 1 && date == 1) || (month == 5 && date == 5) ||
      (month == 12 && (date == 25 || date == 26))) {
    return false;
  }
  const bool kings_day_is_sunday =
      absl::GetWeekday(absl::CivilDay(day.year(), 4, 27)) ==
      absl::Weekday::sunday;
  return !(month == 4 && date == (kings_day_is_sunday ? 26 : 27));
}

bool IsLastWorkingDayOfMonth(absl::CivilDay day) {
  if (!IsWorkingDay(day)) return false;
  for (absl::CivilDay later = day + 1; later.month() == day.month(); ++later) {
    if (IsWorkingDay(later)) return false;
  }
  return true;
}

struct Case {
  const char* text;
  std::function<bool(absl::CivilDay)> day;
  std::function<bool(int minute)> minute;  // of the day
};

std::vector<Case> Cases() {
  const auto at = [](int hour, int minute) {
    return [=](int of_day) { return of_day == hour * 60 + minute; };
  };
  const auto any = [](absl::CivilDay) { return true; };
  return {
      {"daily 02:30", any, at(2, 30)},
      {"daily 02:00", any, at(2, 0)},
      {"daily 03:00", any, at(3, 0)},
      {"0 7 1 * *", [](absl::CivilDay day) { return day.day() == 1; },
       at(7, 0)},
      {"last working day of the month 07:00", IsLastWorkingDayOfMonth,
       at(7, 0)},
      {"first monday 07:00",
       [](absl::CivilDay day) {
         return absl::GetWeekday(day) == absl::Weekday::monday &&
                day.day() <= 7;
       },
       at(7, 0)},
      {"*/15 * * * *", any, [](int of_day) { return of_day % 15 == 0; }},
      {"15 2 13 * 5",
       [](absl::CivilDay day) {
         return day.day() == 13 ||
                absl::GetWeekday(day) == absl::Weekday::friday;
       },
       at(2, 15)},
  };
}

class ClockChangesTest : public ::testing::TestWithParam<const char*> {};

TEST_P(ClockChangesTest, AgreesWithAWalkThroughEveryMinute) {
  const absl::TimeZone zone = *LoadZone(GetParam());
  const absl::Time begin = *ParseInstant("2024-01-01T00:00:00Z");
  const absl::Time end = *ParseInstant("2031-01-01T00:00:00Z");
  const std::vector<Case> cases = Cases();
  std::vector<std::vector<absl::Time>> walked(cases.size());

  std::vector<bool> wanted(1440);
  for (int of_day = 0; of_day < 1440; ++of_day) {
    for (const Case& each : cases) {
      if (each.minute(of_day)) wanted[of_day] = true;
    }
  }
  // What a minute of the local clock makes due, the first time that it comes.
  const auto see = [&](absl::CivilMinute local, absl::Time now) {
    const int of_day = local.hour() * 60 + local.minute();
    if (!wanted[of_day]) return;
    const absl::CivilDay day(local);
    for (size_t i = 0; i < cases.size(); ++i) {
      if (!cases[i].minute(of_day) || !cases[i].day(day)) continue;
      if (walked[i].empty() || walked[i].back() != now) {
        walked[i].push_back(now);
      }
    }
  };
  absl::CivilMinute latest =
      absl::ToCivilMinute(begin - absl::Minutes(1), zone);
  for (absl::Time now = begin; now < end; now += absl::Minutes(1)) {
    const absl::CivilMinute local = absl::ToCivilMinute(now, zone);
    // Set back: these minutes were there already. Set forward: those that are
    // skipped are due now.
    while (latest < local) see(++latest, now);
  }

  for (size_t i = 0; i < cases.size(); ++i) {
    const Schedule schedule = *Schedule::Parse(cases[i].text);
    EXPECT_EQ(schedule.Between(begin - absl::Minutes(1), end - absl::Minutes(1),
                               zone, HolidayCalendar::Dutch(), 1 << 20),
              walked[i])
        << cases[i].text << " in " << GetParam();
    EXPECT_GT(walked[i].size(), 80u) << cases[i].text;
  }
}

INSTANTIATE_TEST_SUITE_P(FiveZones, ClockChangesTest,
                         ::testing::ValuesIn(kZones));

}  // namespace
}  // namespace regisseur
