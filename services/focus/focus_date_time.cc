#include "services/focus/focus_date_time.h"

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"

namespace regisseur::focus {
namespace {

constexpr int64_t kSecondsADay = 86400;

// Takes `count` digits from the front.
bool TakeDigits(absl::string_view& text, size_t count, int& value) {
  if (text.size() < count) return false;
  value = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool TakeChar(absl::string_view& text, char wanted) {
  if (text.empty() || text[0] != wanted) return false;
  text.remove_prefix(1);
  return true;
}

// Takes a zone: `Z`, ` UTC`, `+01:00`, `-0800` or nothing.
bool TakeZone(absl::string_view& text, int64_t& offset_seconds) {
  offset_seconds = 0;
  if (text.empty() || TakeChar(text, 'Z')) return true;
  if (text == " UTC") {
    text.remove_prefix(text.size());
    return true;
  }
  int64_t sign = 0;
  if (TakeChar(text, '+')) sign = 1;
  if (sign == 0 && TakeChar(text, '-')) sign = -1;
  if (sign == 0) return false;
  int hours = 0;
  int minutes = 0;
  if (!TakeDigits(text, 2, hours)) return false;
  TakeChar(text, ':');
  if (!TakeDigits(text, 2, minutes)) return false;
  if (hours > 14 || minutes > 59) return false;
  offset_seconds = sign * (hours * 3600 + minutes * 60);
  return true;
}

// Takes `.000`; false when a digit is not zero.
bool TakeZeroFraction(absl::string_view& text) {
  if (!TakeChar(text, '.')) return true;
  size_t digits = 0;
  while (digits < text.size() && text[digits] == '0') ++digits;
  if (digits == 0) return false;
  text.remove_prefix(digits);
  return text.empty() ||
         !absl::ascii_isdigit(static_cast<unsigned char>(text[0]));
}

// Days from 1970-01-01; of the proleptic Gregorian calendar, from year 1 on.
int64_t DaysTo(int year, int month, int day) {
  // Counted from March on, a leap day is the last of its year.
  if (month <= 2) {
    --year;
    month += 12;
  }
  return int64_t{365} * year + year / 4 - year / 100 + year / 400 +
         (153 * (month - 3) + 2) / 5 + day - 1 - 719468;
}

int DaysOf(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

// Reads the form that FOCUS demands and nearly every cell has.
std::optional<int64_t> ParseStrict(absl::string_view text) {
  constexpr absl::string_view kForm = "0000-00-00T00:00:00Z";
  if (text.size() != kForm.size()) return std::nullopt;
  for (size_t i = 0; i < kForm.size(); ++i) {
    const bool fits = kForm[i] == '0'
                          ? static_cast<unsigned char>(text[i] - '0') <= 9
                          : text[i] == kForm[i];
    if (!fits) return std::nullopt;
  }
  const auto two = [&text](size_t at) {
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
  };
  const int year = two(0) * 100 + two(2);
  const int month = two(5);
  const int day = two(8);
  const int hour = two(11);
  const int minute = two(14);
  const int second = two(17);
  if (year < 1970 || month < 1 || month > 12 || day < 1 ||
      day > DaysOf(year, month) || hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  return DaysTo(year, month, day) * kSecondsADay + hour * 3600 + minute * 60 +
         second;
}

}  // namespace

std::optional<FocusDateTime> ParseFocusDateTime(absl::string_view text) {
  if (const std::optional<int64_t> seconds = ParseStrict(text)) {
    return FocusDateTime{*seconds, DateTimeStyle::kFocus};
  }
  const size_t length = text.size();
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!TakeDigits(text, 4, year) || !TakeChar(text, '-') ||
      !TakeDigits(text, 2, month) || !TakeChar(text, '-') ||
      !TakeDigits(text, 2, day)) {
    return std::nullopt;
  }
  if (year < 1970 || month < 1 || month > 12) return std::nullopt;
  const absl::CivilDay civil(year, month, day);
  if (civil.month() != month || civil.day() != day) return std::nullopt;
  const int64_t midnight = (civil - absl::CivilDay(1970, 1, 1)) * kSecondsADay;
  if (text.empty()) return FocusDateTime{midnight, DateTimeStyle::kOtherIso};

  const bool blank = text[0] == ' ';
  if (!TakeChar(text, 'T') && !TakeChar(text, ' ')) return std::nullopt;
  if (!TakeDigits(text, 2, hour) || !TakeChar(text, ':') ||
      !TakeDigits(text, 2, minute)) {
    return std::nullopt;
  }
  if (TakeChar(text, ':') && !TakeDigits(text, 2, second)) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const bool ends_in_z = text == "Z";
  const bool no_zone = text.empty();
  int64_t offset = 0;
  if (!TakeZeroFraction(text) || !TakeZone(text, offset) || !text.empty()) {
    return std::nullopt;
  }
  FocusDateTime result;
  result.unix_seconds = midnight + hour * 3600 + minute * 60 + second - offset;
  if (!blank && ends_in_z && length == 20) {
    result.style = DateTimeStyle::kFocus;
  } else if (blank && no_zone && length == 19) {
    result.style = DateTimeStyle::kSqlStyle;
  } else {
    result.style = DateTimeStyle::kOtherIso;
  }
  return result;
}

}  // namespace regisseur::focus
