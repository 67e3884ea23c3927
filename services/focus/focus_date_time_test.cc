#include "services/focus/focus_date_time.h"

#include <string>

#include "gtest/gtest.h"

namespace regisseur::focus {
namespace {

struct Case {
  std::string text;
  int64_t unix_seconds;
  DateTimeStyle style;
};

TEST(FocusDateTimeTest, ReadsEveryFormThatLeavesNoDoubt) {
  // 2024-09-01T00:00:00Z is 1725148800 by `date -u -d 2024-09-01 +%s`.
  const Case cases[] = {
      {"2024-09-01T00:00:00Z", 1725148800, DateTimeStyle::kFocus},
      {"1970-01-01T00:00:00Z", 0, DateTimeStyle::kFocus},
      {"2024-02-29T23:59:59Z", 1709251199, DateTimeStyle::kFocus},
      {"2024-09-01 00:00:00", 1725148800, DateTimeStyle::kSqlStyle},
      {"2024-09-01", 1725148800, DateTimeStyle::kOtherIso},
      {"2024-09-01T00:00Z", 1725148800, DateTimeStyle::kOtherIso},
      {"2024-09-01T00:00:00.000Z", 1725148800, DateTimeStyle::kOtherIso},
      {"2024-09-01 00:00:00 UTC", 1725148800, DateTimeStyle::kOtherIso},
      {"2024-09-01T02:00:00+02:00", 1725148800, DateTimeStyle::kOtherIso},
      {"2024-08-31T17:00:00-0700", 1725148800, DateTimeStyle::kOtherIso},
      {"2024-09-01T00:00:00", 1725148800, DateTimeStyle::kOtherIso},
  };
  for (const Case& c : cases) {
    const auto read = ParseFocusDateTime(c.text);
    ASSERT_TRUE(read.has_value()) << c.text;
    EXPECT_EQ(read->unix_seconds, c.unix_seconds) << c.text;
    EXPECT_EQ(read->style, c.style) << c.text;
  }
}

TEST(FocusDateTimeTest, GuessesNothing) {
  for (const char* text :
       {"", "5/1/25", "01-09-2024", "2024-13-01T00:00:00Z",
        "2023-02-29T00:00:00Z", "2023-02-01T30:00:00Z", "2024-09-01T24:00:00Z",
        "2024-09-01T00:60:00Z", "2024-09-01T00:00:60Z", "2024-09-01T",
        "2024-09-01T00:00:00.500Z", "2024-09-01T00:00:00.Z",
        "2024-09-01T00:00:00+25:00", "2024-09-01T00:00:00Zx", "1969-12-31",
        " 2024-09-01", "2024-09-01 ", "20240901", "2024-9-1"}) {
    EXPECT_FALSE(ParseFocusDateTime(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace regisseur::focus
