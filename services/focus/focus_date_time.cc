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

}  // namespace

std::optional<FocusDateTime> ParseFocusDateTime(absl::string_view text) {
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
