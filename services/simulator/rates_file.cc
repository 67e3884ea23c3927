#include "services/simulator/rates_file.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/simulator/day_dice.h"
#include "services/simulator/decimal_text.h"

namespace regisseur::simulator {
namespace {

// A slow wave of `length` days around zero: up and down in a straight line.
int64_t Wave(int64_t day_number, int64_t length, int64_t height) {
  const int64_t position = ((day_number % length) + length) % length;
  const int64_t half = length / 2;
  const int64_t rise = position < half ? position : length - position;
  return (2 * rise - half) * height / half;
}

int64_t RateE4(absl::CivilDay day, absl::string_view currency, int64_t base,
               int64_t height, int64_t noise) {
  static const auto& dice = *new DayDice(0, "rates");
  const int64_t number = day - absl::CivilDay(2000, 1, 1);
  return base + Wave(number, 611, height) + Wave(number, 97, height / 3) +
         dice.Between(day, currency, -noise, noise);
}

}  // namespace

absl::CivilDay EasterSunday(absl::civil_year_t year) {
  // Meeus, Jones and Butcher's rule.
  const auto a = year % 19, b = year / 100, c = year % 100;
  const auto d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  const auto h = (19 * a + b - d - g + 15) % 30;
  const auto i = c / 4, k = c % 4;
  const auto l = (32 + 2 * e + 2 * i - h - k) % 7;
  const auto m = (a + 11 * h + 22 * l) / 451;
  return absl::CivilDay(year, (h + l - 7 * m + 114) / 31,
                        (h + l - 7 * m + 114) % 31 + 1);
}

bool IsTargetDay(absl::CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  if (weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday) {
    return false;
  }
  const int date = day.month() * 100 + day.day();
  if (date == 101 || date == 501 || date == 1225 || date == 1226) return false;
  const absl::CivilDay easter = EasterSunday(day.year());
  return day != easter - 2 && day != easter + 1;
}

int64_t UsdRateE4(absl::CivilDay day) {
  while (!IsTargetDay(day)) --day;
  return RateE4(day, "USD", 11080, 420, 22);
}

std::string RenderRates(absl::CivilDay from, absl::CivilDay to) {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<!-- Invented rates for the imaginary partners; not the ECB's. -->\n"
      "<gesmes:Envelope "
      "xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" "
      "xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\">\n"
      "<gesmes:subject>Reference rates</gesmes:subject>\n"
      "<gesmes:Sender><gesmes:name>Invented by "
      "regisseur-simulator</gesmes:name></gesmes:Sender>\n"
      "<Cube>\n";
  for (absl::CivilDay day = to - 1; day >= from; --day) {
    if (!IsTargetDay(day)) continue;
    absl::StrAppendFormat(&text, "<Cube time=\"%04d-%02d-%02d\">", day.year(),
                          day.month(), day.day());
    absl::StrAppend(
        &text, "<Cube currency=\"USD\" rate=\"", DecimalText(UsdRateE4(day), 4),
        "\"/>", "<Cube currency=\"GBP\" rate=\"",
        DecimalText(RateE4(day, "GBP", 8550, 130, 9), 4), "\"/>",
        "<Cube currency=\"NOK\" rate=\"",
        DecimalText(RateE4(day, "NOK", 116400, 2200, 180), 4), "\"/></Cube>\n");
  }
  text += "</Cube>\n</gesmes:Envelope>\n";
  return text;
}

}  // namespace regisseur::simulator
