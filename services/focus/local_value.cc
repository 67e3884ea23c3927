#include "services/focus/local_value.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "core/money/decimal.h"
#include "services/focus/focus_date_time.h"

namespace regisseur::focus {
namespace {

constexpr int64_t kSecondsADay = 86400;

// Day 0 stands for the whole month.
std::optional<LocalDay> Start(int year, int month, int day) {
  const bool whole_month = day == 0;
  if (whole_month) day = 1;
  if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1) {
    return std::nullopt;
  }
  const absl::CivilDay civil(year, month, day);
  if (civil.month() != month || civil.day() != day) return std::nullopt;
  return LocalDay{(civil - absl::CivilDay(1970, 1, 1)) * kSecondsADay,
                  whole_month};
}

// Digits from the front, at most four.
std::optional<int> TakeNumber(absl::string_view& text, size_t& digits) {
  digits = 0;
  int value = 0;
  while (digits < text.size() && digits < 5 &&
         absl::ascii_isdigit(static_cast<unsigned char>(text[digits]))) {
    value = value * 10 + (text[digits] - '0');
    ++digits;
  }
  if (digits == 0 || digits > 4) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool IsMidnight(absl::string_view text) {
  for (const absl::string_view midnight :
       {"00:00", "0:00", "00:00:00", "0:00:00", "12:00 AM", "12:00:00 AM",
        "00:00:00Z", "00:00:00.000"}) {
    if (absl::EqualsIgnoreCase(text, midnight)) return true;
  }
  return false;
}

bool IsSeparator(char c) { return c == '/' || c == '-' || c == '.'; }

}  // namespace

std::optional<LocalDay> ParseLocalDay(absl::string_view text, DateForm form) {
  if (const std::optional<FocusDateTime> iso = ParseFocusDateTime(text)) {
    return LocalDay{iso->unix_seconds, false};
  }
  if (form == DateForm::kIso) return std::nullopt;
  text = absl::StripAsciiWhitespace(text);
  // 202610, and 20261031.
  if ((text.size() == 6 || text.size() == 8) &&
      text.find_first_not_of("0123456789") == absl::string_view::npos) {
    int year = 0, month = 0, day = 0;
    if (!absl::SimpleAtoi(text.substr(0, 4), &year) ||
        !absl::SimpleAtoi(text.substr(4, 2), &month) ||
        (text.size() == 8 &&
         (!absl::SimpleAtoi(text.substr(6), &day) || day == 0))) {
      return std::nullopt;
    }
    return Start(year, month, day);
  }
  size_t digits = 0;
  const std::optional<int> first = TakeNumber(text, digits);
  const bool year_first = digits == 4;
  if (!first.has_value() || text.empty() || !IsSeparator(text[0])) {
    return std::nullopt;
  }
  const char separator = text[0];
  text.remove_prefix(1);
  const std::optional<int> second = TakeNumber(text, digits);
  if (!second.has_value()) return std::nullopt;
  if (text.empty()) {
    if (year_first) return Start(*first, *second, 0);
    return digits == 4 ? Start(*second, *first, 0) : std::nullopt;
  }
  if (text[0] != separator || year_first || digits > 2) return std::nullopt;
  text.remove_prefix(1);
  const std::optional<int> year = TakeNumber(text, digits);
  if (!year.has_value() || digits != 4) return std::nullopt;
  if (!text.empty() && (text[0] == ' ' || text[0] == 'T')) {
    if (!IsMidnight(text.substr(1))) return std::nullopt;
  } else if (!text.empty()) {
    return std::nullopt;
  }
  if (*first == 0 || *second == 0) return std::nullopt;
  return form == DateForm::kMonthFirst ? Start(*year, *first, *second)
                                       : Start(*year, *second, *first);
}

LocalNumber ParseLocalNumber(absl::string_view text, DecimalMark mark) {
  const auto strip = [&text] {
    for (bool stripped = true; stripped;) {
      stripped = false;
      const absl::string_view before = text;
      text = absl::StripAsciiWhitespace(text);
      for (const absl::string_view sign :
           {"EUR", "USD", "GBP", "€", "$", "£", "\u00A0"}) {
        text = absl::StripPrefix(absl::StripSuffix(text, sign), sign);
      }
      stripped = text.size() != before.size();
    }
  };
  strip();
  bool negative = false;
  if (absl::ConsumeSuffix(&text, "-") || absl::ConsumePrefix(&text, "-")) {
    negative = true;
    strip();
  }
  if (text.empty() || text[0] == '-') return {};

  const size_t comma = text.rfind(',');
  const size_t point = text.rfind('.');
  const bool has_comma = comma != absl::string_view::npos;
  const bool has_point = point != absl::string_view::npos;
  bool decimal_comma = mark == DecimalMark::kComma;
  if (mark == DecimalMark::kAuto) {
    if (has_comma && has_point) {
      decimal_comma = comma > point;
    } else if (has_comma || has_point) {
      const size_t at = has_comma ? comma : point;
      const char sign = text[at];
      const size_t behind = text.size() - at - 1;
      const absl::string_view before = text.substr(0, at);
      if (before.find(sign) != absl::string_view::npos) {
        // 1.234.567: a sign that stands twice is none of decimals.
        decimal_comma = !has_comma;
      } else if (behind == 3 && before.size() <= 3 && before != "0") {
        return {"", true};
      } else {
        decimal_comma = has_comma;
      }
    }
  }
  const absl::StatusOr<Decimal> number =
      Decimal::ParseLocal(text, decimal_comma);
  if (!number.ok()) return {};
  return {(negative ? number->Negated() : *number).ToString(), false};
}

}  // namespace regisseur::focus
