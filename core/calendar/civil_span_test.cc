#include "core/calendar/civil_span.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilDay;

TEST(CivilSpanTest, ADayThatAMonthLacksIsItsLastDay) {
  // DESIGN 6.3.
  EXPECT_EQ(AddMonths(CivilDay(2024, 1, 31), 1), CivilDay(2024, 2, 29));
  EXPECT_EQ(AddMonths(CivilDay(2024, 1, 31), 2), CivilDay(2024, 3, 31));
  EXPECT_EQ(AddMonths(CivilDay(2024, 5, 31), -3), CivilDay(2024, 2, 29));
  EXPECT_EQ(AddMonths(CivilDay(2023, 11, 30), 3), CivilDay(2024, 2, 29));
}

TEST(CivilSpanTest, MonthsGoBeforeDays) {
  const CivilSpan span{1, 1};
  EXPECT_EQ(span.AddTo(CivilDay(2023, 1, 31)), CivilDay(2023, 3, 1));
  EXPECT_EQ(span.TakenOff(CivilDay(2023, 3, 31)), CivilDay(2023, 2, 27));
}

TEST(CivilSpanTest, ReadsWhatPeopleWrite) {
  EXPECT_EQ(*ParseCivilSpan("36 months"), (CivilSpan{36, 0}));
  EXPECT_EQ(*ParseCivilSpan("3 years"), (CivilSpan{36, 0}));
  EXPECT_EQ(*ParseCivilSpan("21 days"), (CivilSpan{0, 21}));
  EXPECT_EQ(*ParseCivilSpan("1 month + 5 days"), (CivilSpan{1, 5}));
  EXPECT_EQ(*ParseCivilSpan("48 hours"), (CivilSpan{0, 2}));
  EXPECT_EQ(ParseCivilSpan("4 hours").status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ParseCivilSpan("soon").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(CivilSpanTest, IsWrittenAsItIsRead) {
  for (const char* text :
       {"1 month", "3 months", "1 day", "0 days", "2 months + 5 days"}) {
    EXPECT_EQ(FormatCivilSpan(*ParseCivilSpan(text)), text);
  }
}

}  // namespace
}  // namespace regisseur
