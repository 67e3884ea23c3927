#include "services/tickets/ticket_time.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "core/time/instant.h"

namespace regisseur::tickets {
namespace {

using Kind = TicketTime::Kind;

// Takes 1 to `most` digits off the front.
std::optional<int> TakeNumber(absl::string_view& text, int most) {
  int value = 0;
  int digits = 0;
  while (digits < most && !text.empty() && absl::ascii_isdigit(text[0])) {
    value = value * 10 + (text[0] - '0');
    text.remove_prefix(1);
    ++digits;
  }
  if (digits == 0) return std::nullopt;
  return value;
}

bool TakeOneOf(absl::string_view& text, absl::string_view characters,
               char* taken = nullptr) {
  if (text.empty() || characters.find(text[0]) == absl::string_view::npos) {
    return false;
  }
  if (taken != nullptr) *taken = text[0];
  text.remove_prefix(1);
  return true;
}

// A day and a time of day, as they were written.
struct Clock {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  absl::Duration fraction;
};

bool IsDay(int year, int month, int day) {
  const absl::CivilDay civil(year, month, day);
  return year >= 1970 && year <= 9999 && civil.month() == month &&
         civil.day() == day;
}

// `2016-02-29`, `29/2/2016`, `29-02-2016`, `29.02.2016`.
Kind TakeDay(absl::string_view& text, DateOrder order, Clock& clock) {
  const absl::string_view whole = text;
  const std::optional<int> first = TakeNumber(text, 4);
  const size_t digits = whole.size() - text.size();
  char separator = 0;
  if (!first.has_value() || !TakeOneOf(text, "-/.", &separator)) {
    return Kind::kUnreadable;
  }
  const std::optional<int> second = TakeNumber(text, 2);
  if (!second.has_value() || text.empty() || text[0] != separator) {
    return Kind::kUnreadable;
  }
  text.remove_prefix(1);
  const std::optional<int> third = TakeNumber(text, digits == 4 ? 2 : 4);
  if (!third.has_value()) return Kind::kUnreadable;
  if (digits == 4) {
    clock.year = *first;
    clock.month = *second;
    clock.day = *third;
    return IsDay(clock.year, clock.month, clock.day) ? Kind::kTime
                                                     : Kind::kUnreadable;
  }
  clock.year = *third;
  const bool day_first = order == DateOrder::kDayFirst;
  clock.day = day_first ? *first : *second;
  clock.month = day_first ? *second : *first;
  if (IsDay(clock.year, clock.month, clock.day)) return Kind::kTime;
  return IsDay(clock.year, clock.day, clock.month) ? Kind::kOtherOrder
                                                   : Kind::kUnreadable;
}

// `13:58`, `13:58:15.303`, `1:58 PM`; nothing is midnight.
bool TakeTimeOfDay(absl::string_view& text, Clock& clock) {
  if (text.empty()) return true;
  if (!TakeOneOf(text, " T")) return false;
  text = absl::StripLeadingAsciiWhitespace(text);
  const std::optional<int> hour = TakeNumber(text, 2);
  if (!hour.has_value() || !TakeOneOf(text, ":")) return false;
  const std::optional<int> minute = TakeNumber(text, 2);
  if (!minute.has_value()) return false;
  clock.hour = *hour;
  clock.minute = *minute;
  if (TakeOneOf(text, ":")) {
    const std::optional<int> second = TakeNumber(text, 2);
    if (!second.has_value()) return false;
    clock.second = *second;
    if (TakeOneOf(text, ".,")) {
      int64_t unit = 100'000'000;
      bool any = false;
      while (!text.empty() && absl::ascii_isdigit(text[0])) {
        clock.fraction += absl::Nanoseconds((text[0] - '0') * unit);
        unit /= 10;
        text.remove_prefix(1);
        any = true;
      }
      if (!any) return false;
    }
  }
  absl::string_view half = absl::StripAsciiWhitespace(text);
  if (absl::EqualsIgnoreCase(half, "am") ||
      absl::EqualsIgnoreCase(half, "pm")) {
    if (clock.hour < 1 || clock.hour > 12) return false;
    clock.hour %= 12;
    if (absl::EqualsIgnoreCase(half, "pm")) clock.hour += 12;
    text = absl::string_view();
  }
  return clock.hour < 24 && clock.minute < 60 && clock.second < 60;
}

// `Z`, `+01:00`, `+0000`, `+01`; absent when there is none.
bool TakeOffset(absl::string_view text, std::optional<absl::Duration>& offset) {
  text = absl::StripAsciiWhitespace(text);
  if (text.empty()) return true;
  if (text == "Z" || text == "z" || text == "UTC") {
    offset = absl::ZeroDuration();
    return true;
  }
  char sign = 0;
  if (!TakeOneOf(text, "+-", &sign)) return false;
  const std::optional<int> hours = TakeNumber(text, 2);
  if (!hours.has_value() || *hours > 18) return false;
  int minutes = 0;
  if (!text.empty()) {
    TakeOneOf(text, ":");
    const std::optional<int> told = TakeNumber(text, 2);
    if (!told.has_value() || *told > 59 || !text.empty()) return false;
    minutes = *told;
  }
  offset = absl::Hours(*hours) + absl::Minutes(minutes);
  if (sign == '-') offset = -*offset;
  return true;
}

}  // namespace

bool IsEmptyCell(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  return text.empty() || text == "?" || text == "(empty)" ||
         absl::EqualsIgnoreCase(text, "null");
}

TicketTime ParseTicketTime(absl::string_view text, DateOrder order,
                           absl::TimeZone zone) {
  TicketTime read;
  if (IsEmptyCell(text)) return read;
  text = absl::StripAsciiWhitespace(text);
  read.kind = Kind::kUnreadable;
  Clock clock;
  const Kind day = TakeDay(text, order, clock);
  if (day == Kind::kUnreadable) return read;
  std::optional<absl::Duration> offset;
  if (!TakeTimeOfDay(text, clock) || !TakeOffset(text, offset)) return read;
  read.kind = day;
  if (day == Kind::kOtherOrder) return read;
  const absl::CivilSecond civil(clock.year, clock.month, clock.day, clock.hour,
                                clock.minute, clock.second);
  absl::Time time;
  if (offset.has_value()) {
    time = absl::FromCivil(civil, absl::UTCTimeZone()) - *offset;
  } else {
    const absl::TimeZone::TimeInfo info = zone.At(civil);
    read.uncertain = info.kind != absl::TimeZone::TimeInfo::UNIQUE;
    time =
        info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
  }
  time += clock.fraction;
  read.time = absl::FromUnixMicros(absl::ToUnixMicros(time));
  return read;
}

}  // namespace regisseur::tickets
