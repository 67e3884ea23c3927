#include "core/calendar/recurring_window.h"

#include <string>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

absl::TimeZone Amsterdam() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/Amsterdam", &zone));
  return zone;
}

std::string Starts(absl::string_view every, absl::string_view at, int month) {
  const auto window = ParseRecurringWindow(every, at);
  EXPECT_TRUE(window.ok()) << window.status();
  const absl::CivilMonth civil(2026, month);
  return absl::StrJoin(
      window->RangesIn({absl::FromCivil(civil, Amsterdam()),
                        absl::FromCivil(civil + 1, Amsterdam())},
                       Amsterdam()),
      " ", [](std::string* out, TimeRange range) {
        out->append(absl::FormatTime("%d@%H:%M+", range.from, Amsterdam()) +
                    absl::FormatDuration(range.to - range.from));
      });
}

TEST(RecurringWindowTest, ComesBackOnTheSecondSunday) {
  // Sundays of October 2026: 4, 11, 18, 25.
  EXPECT_EQ(Starts("second sunday", "02:00-06:00", 10), "11@02:00+4h");
  // On the last one the hour from two to three comes twice.
  EXPECT_EQ(Starts("last sunday", "02:00-06:00", 10), "25@02:00+5h");
  EXPECT_EQ(Starts("sunday", "05:00-06:00", 10),
            "04@05:00+1h 11@05:00+1h 18@05:00+1h 25@05:00+1h");
}

TEST(RecurringWindowTest, MayPassMidnightAndTheEndOfTheRange) {
  // 31 May 2026 is a Sunday; its window reaches into June.
  EXPECT_EQ(Starts("last sunday", "23:00-02:00", 6), "01@00:00+2h 28@23:00+3h");
}

TEST(RecurringWindowTest, RefusesWhatDoesNotComeBack) {
  for (const char* every : {"", "someday", "fifth sunday", "sunday second",
                            "the second sunday", "sundays"}) {
    EXPECT_EQ(ParseRecurringWindow(every, "02:00-06:00").status().code(),
              absl::StatusCode::kInvalidArgument)
        << every;
  }
  EXPECT_FALSE(ParseRecurringWindow("sunday", "2-6").ok());
}

TEST(RecurringWindowTest, WritesWhatItReads) {
  for (const char* every : {"day", "sunday", "second sunday", "last friday"}) {
    EXPECT_EQ(ParseRecurringWindow(every, "02:00-06:00")->ToText(),
              std::string(every) + " 02:00-06:00");
  }
}

}  // namespace
}  // namespace regisseur
