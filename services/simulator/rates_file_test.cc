#include "services/simulator/rates_file.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(RatesFileTest, KnowsEaster) {
  // Dates from the church calendar.
  EXPECT_EQ(EasterSunday(2024), absl::CivilDay(2024, 3, 31));
  EXPECT_EQ(EasterSunday(2025), absl::CivilDay(2025, 4, 20));
  EXPECT_EQ(EasterSunday(2026), absl::CivilDay(2026, 4, 5));
  EXPECT_EQ(EasterSunday(2038), absl::CivilDay(2038, 4, 25));
}

TEST(RatesFileTest, LeavesOutWeekendsAndTargetHolidays) {
  const struct {
    absl::CivilDay day;
    bool open;
  } cases[] = {
      {absl::CivilDay(2026, 4, 2), true},     // Thursday before Easter
      {absl::CivilDay(2026, 4, 3), false},    // Good Friday
      {absl::CivilDay(2026, 4, 6), false},    // Easter Monday
      {absl::CivilDay(2026, 4, 7), true},     // Tuesday after
      {absl::CivilDay(2026, 4, 27), true},    // King's Day: no TARGET holiday
      {absl::CivilDay(2026, 5, 1), false},    // Labour Day
      {absl::CivilDay(2026, 11, 21), false},  // Saturday
      {absl::CivilDay(2026, 12, 25), false},
      {absl::CivilDay(2027, 1, 1), false},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(IsTargetDay(each.day), each.open) << each.day;
  }
}

TEST(RatesFileTest, AWeekendHasTheRateOfTheFridayBefore) {
  EXPECT_EQ(UsdRateE4(absl::CivilDay(2026, 11, 22)),
            UsdRateE4(absl::CivilDay(2026, 11, 20)));
}

TEST(RatesFileTest, RatesStayPlausible) {
  for (absl::CivilDay day(2020, 1, 1); day < absl::CivilDay(2030, 1, 1);
       day += 1) {
    const int64_t rate = UsdRateE4(day);
    ASSERT_GT(rate, 10000) << day;
    ASSERT_LT(rate, 12500) << day;
  }
}

TEST(RatesFileTest, ListsOneCubeForEachDayNewestFirst) {
  const std::string file =
      RenderRates(absl::CivilDay(2026, 4, 1), absl::CivilDay(2026, 4, 9));
  const size_t newest = file.find("<Cube time=\"2026-04-08\">");
  const size_t oldest = file.find("<Cube time=\"2026-04-01\">");
  ASSERT_NE(newest, std::string::npos);
  ASSERT_NE(oldest, std::string::npos);
  EXPECT_LT(newest, oldest);
  EXPECT_THAT(file, HasSubstr("<Cube currency=\"USD\" rate=\"1."));
  EXPECT_THAT(file, Not(HasSubstr("2026-04-03")));
  EXPECT_THAT(file, HasSubstr("Invented"));
}

}  // namespace
}  // namespace regisseur::simulator
