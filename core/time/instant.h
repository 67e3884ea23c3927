#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace regisseur {

// Parses RFC 3339 with any offset, `Z`, `+00:00` or `-0800`, with or without a
// fraction of a second (kept to the nanosecond); `t` and `z` may be small.
// INVALID_ARGUMENT otherwise, also without an offset, for hour 24 and for a
// leap second (60), which no clock of ours can hold.
absl::StatusOr<absl::Time> ParseInstant(absl::string_view text);

// `2026-10-05T07:00:00Z`; a fraction only where there is one.
std::string FormatInstant(absl::Time time);
// `2026-10-05 07:00 UTC`, cut to the minute: for sentences that people read.
std::string FormatForPeople(absl::Time time);

// `2026-10-05` as a civil day. INVALID_ARGUMENT for 2026-02-30.
absl::StatusOr<absl::CivilDay> ParseDay(absl::string_view text);
std::string FormatDay(absl::CivilDay day);

// `2026-10` as a civil month.
absl::StatusOr<absl::CivilMonth> ParseMonth(absl::string_view text);
std::string FormatMonth(absl::CivilMonth month);

// A length: `60s`, `5m`, `24h`, `7d`, or `<n> seconds|minutes|hours|days`, also
// singular (DECISIONS 18). A month or year has no length: INVALID_ARGUMENT.
absl::StatusOr<absl::Duration> ParseLength(absl::string_view text);

// A calendar span: everything that ParseLength reads, `1 month`, `2 years`, and
// sums such as `1 month + 5 days`.
struct CalendarSpan {
  int months = 0;
  absl::Duration length;
  // `from` plus the span; a day that a month lacks is its last day (DESIGN
  // 6.3). In `zone`.
  absl::Time AddTo(absl::Time from, absl::TimeZone zone) const;

  bool operator==(const CalendarSpan&) const = default;
};
absl::StatusOr<CalendarSpan> ParseCalendarSpan(absl::string_view text);

// A time zone by its IANA name. Only names, never paths: `/etc/localtime` and
// `../x` are INVALID_ARGUMENT.
absl::StatusOr<absl::TimeZone> LoadZone(absl::string_view name);

}  // namespace regisseur
