#include "core/time/instant.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"

namespace regisseur {
namespace {

std::string Quoted(absl::string_view text) {
  return absl::StrCat(
      "'", absl::Utf8SafeCHexEscape(RepairUtf8(Utf8Prefix(text, 60))), "'");
}

bool ConsumeChar(absl::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

// Takes exactly `digits` digits whose number lies in [least, most].
bool ConsumeNumber(absl::string_view& text, int digits, int least, int most,
                   int* number) {
  if (text.size() < static_cast<size_t>(digits)) return false;
  int value = 0;
  for (int i = 0; i < digits; ++i) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return false;
    value = value * 10 + (text[i] - '0');
  }
  if (value < least || value > most) return false;
  text.remove_prefix(digits);
  *number = value;
  return true;
}

// Takes `YYYY-MM-DD`, a day that exists.
bool ConsumeDay(absl::string_view& text, absl::CivilDay* day) {
  int y;
  int m;
  int d;
  if (!ConsumeNumber(text, 4, 0, 9999, &y) || !ConsumeChar(text, '-') ||
      !ConsumeNumber(text, 2, 1, 12, &m) || !ConsumeChar(text, '-') ||
      !ConsumeNumber(text, 2, 1, 31, &d)) {
    return false;
  }
  *day = absl::CivilDay(y, m, d);
  return day->day() == d;
}

// Takes `.digits` when there is one: down to the nanosecond, the rest cut off.
bool ConsumeFraction(absl::string_view& text, absl::Duration* fraction) {
  *fraction = absl::ZeroDuration();
  if (!ConsumeChar(text, '.')) return true;
  int64_t nanoseconds = 0;
  int64_t weight = 100'000'000;
  size_t digits = 0;
  while (digits < text.size() &&
         absl::ascii_isdigit(static_cast<unsigned char>(text[digits]))) {
    nanoseconds += weight * (text[digits] - '0');
    weight /= 10;
    ++digits;
  }
  text.remove_prefix(digits);
  *fraction = absl::Nanoseconds(nanoseconds);
  return digits > 0;
}

// Takes `Z`, `+02:00` or `+0200`: how far local time is ahead of UTC.
bool ConsumeOffset(absl::string_view& text, absl::Duration* offset) {
  *offset = absl::ZeroDuration();
  if (ConsumeChar(text, 'Z') || ConsumeChar(text, 'z')) return true;
  const bool behind = !text.empty() && text[0] == '-';
  int hours;
  int minutes;
  if (!behind && (text.empty() || text[0] != '+')) return false;
  text.remove_prefix(1);
  if (!ConsumeNumber(text, 2, 0, 23, &hours)) return false;
  ConsumeChar(text, ':');
  if (!ConsumeNumber(text, 2, 0, 59, &minutes)) return false;
  *offset = absl::Hours(hours) + absl::Minutes(minutes);
  if (behind) *offset = -*offset;
  return true;
}

// `<n><letter>` or `<n> <word>`, split into number and unit.
absl::StatusOr<std::pair<int64_t, std::string>> ParseCount(
    absl::string_view text) {
  const absl::string_view stripped = absl::StripAsciiWhitespace(text);
  size_t digits = 0;
  int64_t count = 0;
  while (digits < stripped.size() &&
         absl::ascii_isdigit(static_cast<unsigned char>(stripped[digits]))) {
    if (digits >= 9) {
      return absl::InvalidArgumentError(absl::StrCat(
          Quoted(text), " is too long a time: at most nine digits"));
    }
    count = count * 10 + (stripped[digits] - '0');
    ++digits;
  }
  const absl::string_view unit =
      absl::StripLeadingAsciiWhitespace(stripped.substr(digits));
  if (digits == 0 || unit.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        Quoted(text),
        " is not a length of time: write a number and a unit, for instance "
        "60s, 5m, 24h, 7d or 5 days"));
  }
  return std::make_pair(count, std::string(unit));
}

// The length of one `unit`; nullopt when it has none of its own.
std::optional<absl::Duration> UnitLength(absl::string_view unit) {
  if (unit == "s" || unit == "second" || unit == "seconds") {
    return absl::Seconds(1);
  }
  if (unit == "m" || unit == "minute" || unit == "minutes") {
    return absl::Minutes(1);
  }
  if (unit == "h" || unit == "hour" || unit == "hours") return absl::Hours(1);
  if (unit == "d" || unit == "day" || unit == "days") return absl::Hours(24);
  return std::nullopt;
}

std::optional<int> UnitMonths(absl::string_view unit) {
  if (unit == "month" || unit == "months") return 1;
  if (unit == "year" || unit == "years") return 12;
  return std::nullopt;
}

}  // namespace

absl::StatusOr<absl::Time> ParseInstant(absl::string_view text) {
  absl::string_view rest = text;
  absl::CivilDay day;
  int hour;
  int minute;
  int second;
  absl::Duration fraction;
  absl::Duration offset;
  if (!ConsumeDay(rest, &day) ||
      !(ConsumeChar(rest, 'T') || ConsumeChar(rest, 't')) ||
      !ConsumeNumber(rest, 2, 0, 23, &hour) || !ConsumeChar(rest, ':') ||
      !ConsumeNumber(rest, 2, 0, 59, &minute) || !ConsumeChar(rest, ':') ||
      !ConsumeNumber(rest, 2, 0, 59, &second) ||
      !ConsumeFraction(rest, &fraction) || !ConsumeOffset(rest, &offset) ||
      !rest.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        Quoted(text),
        " is not a time: write RFC 3339 with an offset, for instance "
        "2026-10-05T07:00:00Z or 2026-10-05T09:00:00+02:00"));
  }
  const absl::CivilSecond civil(day.year(), day.month(), day.day(), hour,
                                minute, second);
  return absl::FromCivil(civil, absl::UTCTimeZone()) - offset + fraction;
}

std::string FormatInstant(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone());
}

absl::StatusOr<absl::CivilDay> ParseDay(absl::string_view text) {
  absl::string_view rest = text;
  absl::CivilDay day;
  if (!ConsumeDay(rest, &day) || !rest.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(Quoted(text),
                     " is not a day: write YYYY-MM-DD, for instance "
                     "2026-10-05"));
  }
  return day;
}

std::string FormatDay(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

absl::StatusOr<absl::CivilMonth> ParseMonth(absl::string_view text) {
  absl::string_view rest = text;
  int y;
  int m;
  if (!ConsumeNumber(rest, 4, 0, 9999, &y) || !ConsumeChar(rest, '-') ||
      !ConsumeNumber(rest, 2, 1, 12, &m) || !rest.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        Quoted(text), " is not a month: write YYYY-MM, for instance 2026-10"));
  }
  return absl::CivilMonth(y, m);
}

std::string FormatMonth(absl::CivilMonth month) {
  return absl::StrFormat("%04d-%02d", month.year(), month.month());
}

absl::StatusOr<absl::Duration> ParseLength(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto count, ParseCount(text));
  const std::optional<absl::Duration> unit = UnitLength(count.second);
  if (unit.has_value()) return count.first * *unit;
  if (UnitMonths(count.second).has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat(Quoted(text),
                     " has no fixed length: write seconds, minutes, hours or "
                     "days, for instance 30 days"));
  }
  return absl::InvalidArgumentError(
      absl::StrCat(Quoted(text),
                   " has an unknown unit: write s, m, h, d or "
                   "seconds, minutes, hours, days"));
}

absl::StatusOr<CalendarSpan> ParseCalendarSpan(absl::string_view text) {
  CalendarSpan span;
  for (const absl::string_view part : absl::StrSplit(text, '+')) {
    ASSIGN_OR_RETURN(const auto count, ParseCount(part));
    if (const auto months = UnitMonths(count.second)) {
      const int64_t total = span.months + count.first * *months;
      if (total > 12 * 1000) {
        return absl::InvalidArgumentError(absl::StrCat(
            Quoted(text), " is too long a time: at most 1000 years"));
      }
      span.months = static_cast<int>(total);
    } else if (const auto unit = UnitLength(count.second)) {
      span.length += count.first * *unit;
    } else {
      return absl::InvalidArgumentError(absl::StrCat(
          Quoted(text),
          " has an unknown unit: write seconds, minutes, hours, days, months "
          "or years, for instance 1 month + 5 days"));
    }
  }
  return span;
}

absl::Time CalendarSpan::AddTo(absl::Time from, absl::TimeZone zone) const {
  if (from == absl::InfinitePast() || from == absl::InfiniteFuture()) {
    return from;
  }
  if (months == 0) return from + length;
  const absl::TimeZone::CivilInfo local = zone.At(from);
  const absl::CivilMonth month = absl::CivilMonth(local.cs) + months;
  const int last_day = (absl::CivilDay(month + 1) - 1).day();
  const absl::CivilSecond moved(
      month.year(), month.month(), std::min(local.cs.day(), last_day),
      local.cs.hour(), local.cs.minute(), local.cs.second());
  // A local time that the zone skips becomes the moment of the jump, one that
  // it repeats the first of the two.
  return absl::FromCivil(moved, zone) + local.subsecond + length;
}

absl::StatusOr<absl::TimeZone> LoadZone(absl::string_view name) {
  // Letters first in every part, so that neither `/etc/localtime`, `../x`,
  // `.hidden`, `libc:localtime` nor `Fixed/UTC+01:00` passes; `localtime` is a
  // file among the zones that means whatever the machine is set to.
  bool allowed = !name.empty() && name.size() <= 64 && name != "localtime";
  for (const absl::string_view part : absl::StrSplit(name, '/')) {
    allowed = allowed && !part.empty() &&
              absl::ascii_isalpha(static_cast<unsigned char>(part[0]));
    for (const char c : part) {
      allowed =
          allowed && (absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                      c == '_' || c == '+' || c == '-');
    }
  }
  absl::TimeZone zone;
  if (!allowed || !absl::LoadTimeZone(name, &zone)) {
    return absl::InvalidArgumentError(
        absl::StrCat(Quoted(name),
                     " is not a time zone: write an IANA name, for instance "
                     "Europe/Amsterdam"));
  }
  return zone;
}

std::string FormatForPeople(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", time, absl::UTCTimeZone());
}

}  // namespace regisseur
