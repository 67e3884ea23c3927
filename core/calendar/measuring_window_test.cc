#include "core/calendar/measuring_window.h"

#include <string>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using Kind = MeasuringWindow::Kind;

absl::TimeZone Amsterdam() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/Amsterdam", &zone));
  return zone;
}

absl::Time Midnight(int year, int month, int day) {
  return absl::FromCivil(absl::CivilDay(year, month, day), Amsterdam());
}

std::string Text(TimeRange range) {
  return absl::FormatTime("%Y-%m-%d", range.from, Amsterdam()) + "/" +
         absl::FormatTime("%Y-%m-%d", range.to, Amsterdam());
}

std::string Ending(const MeasuringWindow& window, TimeRange period) {
  return absl::StrJoin(
      WindowsEndingIn(window, period), " ",
      [](std::string* out, TimeRange range) { out->append(Text(range)); });
}

TEST(MeasuringWindowTest, AMonthIsItself) {
  const MeasuringWindow month{Kind::kMonth, 1, 0, Amsterdam()};
  EXPECT_EQ(Ending(month, {Midnight(2026, 10, 1), Midnight(2026, 11, 1)}),
            "2026-10-01/2026-11-01");
  EXPECT_EQ(Ending(month, {Midnight(2026, 10, 1), Midnight(2027, 1, 1)}),
            "2026-10-01/2026-11-01 2026-11-01/2026-12-01 "
            "2026-12-01/2027-01-01");
}

TEST(MeasuringWindowTest, FromTheSixteenthBelongsToTheMonthInWhichItEnds) {
  const MeasuringWindow window{Kind::kMonth, 16, 0, Amsterdam()};
  EXPECT_EQ(Ending(window, {Midnight(2026, 10, 1), Midnight(2026, 11, 1)}),
            "2026-09-16/2026-10-16");
  EXPECT_EQ(Text(WindowContaining(window, Midnight(2026, 10, 15))),
            "2026-09-16/2026-10-16");
  EXPECT_EQ(Text(WindowContaining(window, Midnight(2026, 10, 16))),
            "2026-10-16/2026-11-16");
}

TEST(MeasuringWindowTest, ADayThatAMonthLacksIsItsLast) {
  const MeasuringWindow window{Kind::kMonth, 31, 0, Amsterdam()};
  EXPECT_EQ(Text(WindowContaining(window, Midnight(2026, 2, 28))),
            "2026-02-28/2026-03-31");
  EXPECT_EQ(Text(WindowContaining(window, Midnight(2026, 2, 27))),
            "2026-01-31/2026-02-28");
}

TEST(MeasuringWindowTest, QuartersAndYearsMayStartLate) {
  EXPECT_EQ(Text(WindowContaining({Kind::kQuarter, 16, 0, Amsterdam()},
                                  Midnight(2026, 1, 10))),
            "2025-10-16/2026-01-16");
  EXPECT_EQ(Text(WindowContaining({Kind::kQuarter, 1, 0, Amsterdam()},
                                  Midnight(2026, 6, 30))),
            "2026-04-01/2026-07-01");
  EXPECT_EQ(Text(WindowContaining({Kind::kYear, 1, 0, Amsterdam()},
                                  Midnight(2026, 12, 31))),
            "2026-01-01/2027-01-01");
  // A month in which no quarter ends has nothing to judge.
  EXPECT_EQ(Ending({Kind::kQuarter, 1, 0, Amsterdam()},
                   {Midnight(2026, 10, 1), Midnight(2026, 11, 1)}),
            "");
}

TEST(MeasuringWindowTest, RollingEndsAtALocalMidnight) {
  const MeasuringWindow rolling{Kind::kRolling, 1, 30, Amsterdam()};
  EXPECT_EQ(Ending(rolling, {Midnight(2026, 10, 1), Midnight(2026, 11, 1)}),
            "2026-10-02/2026-11-01");
  // Thirty days across the end of summer time are 721 hours.
  const TimeRange range =
      WindowContaining(rolling, Midnight(2026, 10, 31) + absl::Hours(23));
  EXPECT_EQ(Text(range), "2026-10-02/2026-11-01");
  EXPECT_EQ(range.to - range.from, absl::Hours(721));
}

TEST(MeasuringWindowTest, TheLastDayIsInside) {
  const MeasuringWindow month{Kind::kMonth, 1, 0, Amsterdam()};
  EXPECT_EQ(LastDayOf(month, WindowContaining(month, Midnight(2026, 2, 3))),
            absl::CivilDay(2026, 2, 28));
}

}  // namespace
}  // namespace regisseur
