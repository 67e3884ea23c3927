#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur {

// A half-open stretch of time [from, to). Unbounded sides are InfinitePast and
// InfiniteFuture.
struct TimeRange {
  absl::Time from = absl::InfinitePast();
  absl::Time to = absl::InfiniteFuture();

  bool Contains(absl::Time t) const { return from <= t && t < to; }
  // True when [start, end) and the range share a moment; an empty [t, t) counts
  // when t lies within.
  bool Overlaps(absl::Time start, absl::Time end) const;
  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

// Reads --from and --to (DECISIONS 13): a time (RFC 3339), a day or a month,
// days and months in `zone`; a day or month given as `to` is included whole.
// Empty texts leave that side open. INVALID_ARGUMENT when one cannot be read or
// `to` is before `from`.
absl::StatusOr<TimeRange> ParseTimeRange(absl::string_view from,
                                         absl::string_view to,
                                         absl::TimeZone zone);

// `2024-09` when [start, end) is that UTC month, else
// `2024-09-16/2024-10-16`, END being the exclusive border (DECISIONS 20).
std::string BillingPeriodLabel(absl::Time start, absl::Time end);

}  // namespace regisseur
