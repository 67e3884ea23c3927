#include "services/focus/local_value.h"

#include <optional>
#include <string>

#include "gtest/gtest.h"

namespace regisseur::focus {
namespace {

// date -u -d 2023-09-02 +%s
constexpr int64_t kSecondOfSeptember = 1693612800;

TEST(LocalValueTest, ReadsDaysInTheOrderOfTheFormat) {
  struct Case {
    const char* text;
    DateForm form;
    std::optional<int64_t> seconds;
    bool whole_month = false;
  };
  const Case cases[] = {
      {"9/2/2023", DateForm::kMonthFirst, kSecondOfSeptember},
      {"09/02/2023", DateForm::kMonthFirst, kSecondOfSeptember},
      {"09/02/2023 00:00:00", DateForm::kMonthFirst, kSecondOfSeptember},
      {"9/2/2023 12:00:00 AM", DateForm::kMonthFirst, kSecondOfSeptember},
      {"2/9/2023", DateForm::kDayFirst, kSecondOfSeptember},
      {"02-09-2023", DateForm::kDayFirst, kSecondOfSeptember},
      {"2.9.2023", DateForm::kDayFirst, kSecondOfSeptember},
      {"20230902", DateForm::kDayFirst, kSecondOfSeptember},
      {"2023-09-02", DateForm::kDayFirst, kSecondOfSeptember},
      {"2023-09-02T00:00:00.000Z", DateForm::kIso, kSecondOfSeptember},
      // A month starts on its first day.
      {"2023-09", DateForm::kDayFirst, kSecondOfSeptember - 86400, true},
      {"09-2023", DateForm::kDayFirst, kSecondOfSeptember - 86400, true},
      {"9/2023", DateForm::kMonthFirst, kSecondOfSeptember - 86400, true},
      {"202309", DateForm::kDayFirst, kSecondOfSeptember - 86400, true},
      {"9/2/2023", DateForm::kIso, std::nullopt},
      {"13/9/2023", DateForm::kMonthFirst, std::nullopt},
      {"9/13/2023", DateForm::kDayFirst, std::nullopt},
      {"30/2/2023", DateForm::kDayFirst, std::nullopt},
      {"9/2/23", DateForm::kMonthFirst, std::nullopt},
      {"9/2-2023", DateForm::kMonthFirst, std::nullopt},
      {"9/2/2023 13:00", DateForm::kMonthFirst, std::nullopt},
      {"9/2/2023x", DateForm::kMonthFirst, std::nullopt},
      {"202313", DateForm::kDayFirst, std::nullopt},
      {"12345", DateForm::kDayFirst, std::nullopt},
      {"", DateForm::kDayFirst, std::nullopt},
      {"/", DateForm::kDayFirst, std::nullopt},
      {"2023/", DateForm::kDayFirst, std::nullopt},
  };
  for (const Case& c : cases) {
    const std::optional<LocalDay> day = ParseLocalDay(c.text, c.form);
    ASSERT_EQ(day.has_value(), c.seconds.has_value()) << c.text;
    if (!day.has_value()) continue;
    EXPECT_EQ(day->start, *c.seconds) << c.text;
    EXPECT_EQ(day->whole_month, c.whole_month) << c.text;
  }
}

TEST(LocalValueTest, ReadsAmountsAsPeopleWriteThem) {
  struct Case {
    const char* text;
    DecimalMark mark;
    const char* number;  // "": none, "?": ambiguous
  };
  constexpr auto kAuto = DecimalMark::kAuto;
  const Case cases[] = {
      {"9500", kAuto, "9500"},
      {"9500,00", kAuto, "9500.00"},
      {"9500.00", kAuto, "9500.00"},
      {"9.500,00", kAuto, "9500.00"},
      {"9,500.00", kAuto, "9500.00"},
      {"1.234.567", kAuto, "1234567"},
      {"1.234.567,8", kAuto, "1234567.8"},
      {"€ 9.500,00", kAuto, "9500.00"},
      {"-€ 9.500,00", kAuto, "-9500.00"},
      {"9.500,00-", kAuto, "-9500.00"},
      {"EUR 12,5", kAuto, "12.5"},
      {"12,50 EUR", kAuto, "12.50"},
      {"0,125", kAuto, "0.125"},
      {"1234,567", kAuto, "1234.567"},
      {"9.500", kAuto, "?"},
      {"9,500", kAuto, "?"},
      {"9.500", DecimalMark::kComma, "9500"},
      {"9.500", DecimalMark::kPoint, "9.500"},
      {"99,7O", kAuto, ""},
      {"--5", kAuto, ""},
      {"1,2,3", kAuto, ""},
      {"", kAuto, ""},
      {"-", kAuto, ""},
      {"n.v.t.", kAuto, ""},
  };
  for (const Case& c : cases) {
    const LocalNumber number = ParseLocalNumber(c.text, c.mark);
    EXPECT_EQ(number.ambiguous ? "?" : number.text, c.number) << c.text;
  }
}

}  // namespace
}  // namespace regisseur::focus
