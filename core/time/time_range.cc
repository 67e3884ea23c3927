#include "core/time/time_range.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Where a time, day or month begins, or where what comes after it begins.
absl::StatusOr<absl::Time> ParseBorder(absl::string_view option,
                                       absl::string_view text, bool after,
                                       absl::TimeZone zone) {
  if (const auto month = ParseMonth(text); month.ok()) {
    return absl::FromCivil(*month + (after ? 1 : 0), zone);
  }
  if (const auto day = ParseDay(text); day.ok()) {
    return absl::FromCivil(*day + (after ? 1 : 0), zone);
  }
  if (const auto instant = ParseInstant(text); instant.ok()) return *instant;
  return absl::InvalidArgumentError(absl::StrCat(
      option, " '", absl::Utf8SafeCHexEscape(RepairUtf8(Utf8Prefix(text, 60))),
      "' cannot be read: write a month (2026-10), a day (2026-10-05) or a time "
      "(2026-10-05T07:00:00Z)"));
}

}  // namespace

bool TimeRange::Overlaps(absl::Time start, absl::Time end) const {
  if (end <= start) return Contains(start);
  return from < to && start < to && from < end;
}

absl::StatusOr<TimeRange> ParseTimeRange(absl::string_view from,
                                         absl::string_view to,
                                         absl::TimeZone zone) {
  TimeRange range;
  if (!from.empty()) {
    ASSIGN_OR_RETURN(range.from, ParseBorder("from", from, false, zone));
  }
  if (!to.empty()) {
    ASSIGN_OR_RETURN(range.to, ParseBorder("to", to, true, zone));
  }
  // A whole day or month that ends where the range starts lies before it; two
  // equal times are an empty range.
  if (range.to < range.from ||
      (range.to == range.from && !ParseInstant(to).ok())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the range ends (", to, ") before it starts (", from, "); swap them"));
  }
  return range;
}

std::string BillingPeriodLabel(absl::Time start, absl::Time end) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::CivilMonth month = absl::ToCivilMonth(start, utc);
  if (absl::FromCivil(month, utc) == start &&
      absl::FromCivil(month + 1, utc) == end) {
    return FormatMonth(month);
  }
  const auto label = [&](absl::Time time) {
    const absl::CivilDay day = absl::ToCivilDay(time, utc);
    return absl::FromCivil(day, utc) == time ? FormatDay(day)
                                             : FormatInstant(time);
  };
  return absl::StrCat(label(start), "/", label(end));
}

}  // namespace regisseur
