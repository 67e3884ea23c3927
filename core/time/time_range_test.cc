#include "core/time/time_range.h"

#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

absl::Time T(absl::string_view text) { return ParseInstant(text).value(); }

absl::TimeZone Amsterdam() { return LoadZone("Europe/Amsterdam").value(); }

TEST(TimeRangeTest, IsHalfOpen) {
  const TimeRange range{T("2026-10-01T00:00:00Z"), T("2026-10-02T00:00:00Z")};
  EXPECT_TRUE(range.Contains(range.from));
  EXPECT_FALSE(range.Contains(range.to));
  EXPECT_TRUE(TimeRange().Contains(T("1999-01-01T00:00:00Z")));
}

TEST(TimeRangeTest, OverlapsWhatSharesAMoment) {
  const TimeRange range{T("2026-10-01T00:00:00Z"), T("2026-10-02T00:00:00Z")};
  const absl::Duration hour = absl::Hours(1);
  EXPECT_TRUE(range.Overlaps(range.from - hour, range.from + hour));
  EXPECT_TRUE(range.Overlaps(range.from - hour, absl::InfiniteFuture()));
  EXPECT_FALSE(range.Overlaps(range.from - hour, range.from));
  EXPECT_FALSE(range.Overlaps(range.to, range.to + hour));
  EXPECT_TRUE(range.Overlaps(range.from, range.from));
  EXPECT_FALSE(range.Overlaps(range.to, range.to));
  // An end before the start is a partner's slip: the start counts.
  EXPECT_TRUE(range.Overlaps(range.from + hour, range.from - hour));
}

TEST(ParseTimeRangeTest, IncludesADayOrMonthGivenAsToWhole) {
  // Midnight in Amsterdam is 22:00Z in summer and 23:00Z in winter.
  const TimeRange october{T("2026-09-30T22:00:00Z"), T("2026-10-31T23:00:00Z")};
  EXPECT_EQ(*ParseTimeRange("2026-10", "2026-10", Amsterdam()), october);
  EXPECT_EQ(*ParseTimeRange("2026-10-01", "2026-10-31", Amsterdam()), october);
  EXPECT_EQ(october.to - october.from, absl::Hours(745));
}

TEST(ParseTimeRangeTest, TakesTimesAsTheyAre) {
  EXPECT_EQ(*ParseTimeRange("2026-10-05T07:00:00Z", "2026-10-05T09:30:00+02:00",
                            Amsterdam()),
            (TimeRange{T("2026-10-05T07:00:00Z"), T("2026-10-05T07:30:00Z")}));
}

TEST(ParseTimeRangeTest, LeavesEmptySidesOpen) {
  EXPECT_EQ(*ParseTimeRange("", "", Amsterdam()), TimeRange());
  EXPECT_EQ(ParseTimeRange("2026-10", "", absl::UTCTimeZone())->from,
            T("2026-10-01T00:00:00Z"));
}

TEST(ParseTimeRangeTest, RefusesWhatCannotBe) {
  for (const auto& [from, to] :
       {std::pair("2026-10-05", "2026-10-04"), std::pair("2026-13", ""),
        std::pair("", "yesterday"), std::pair("2026-10-05T07:00:00", "")}) {
    EXPECT_EQ(ParseTimeRange(from, to, Amsterdam()).status().code(),
              absl::StatusCode::kInvalidArgument)
        << from << " " << to;
  }
  EXPECT_THAT(
      ParseTimeRange("", "yesterday", Amsterdam()).status().message(),
      HasSubstr("to 'yesterday' cannot be read: write a month (2026-10)"));
}

TEST(BillingPeriodLabelTest, NamesTheMonthOrBothBorders) {
  EXPECT_EQ(
      BillingPeriodLabel(T("2024-09-01T00:00:00Z"), T("2024-10-01T00:00:00Z")),
      "2024-09");
  EXPECT_EQ(
      BillingPeriodLabel(T("2024-12-01T00:00:00Z"), T("2025-01-01T00:00:00Z")),
      "2024-12");
  EXPECT_EQ(
      BillingPeriodLabel(T("2024-09-16T00:00:00Z"), T("2024-10-16T00:00:00Z")),
      "2024-09-16/2024-10-16");
  EXPECT_EQ(
      BillingPeriodLabel(T("2024-09-01T00:00:00Z"), T("2024-11-01T00:00:00Z")),
      "2024-09-01/2024-11-01");
  EXPECT_EQ(
      BillingPeriodLabel(T("2024-09-01T05:00:00Z"), T("2024-10-01T00:00:00Z")),
      "2024-09-01T05:00:00Z/2024-10-01");
}

}  // namespace
}  // namespace regisseur
