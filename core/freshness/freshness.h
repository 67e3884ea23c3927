#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/time/instant.h"

namespace regisseur {

// How current what a source tells is. The numbers are stored: never renumber.
enum class Freshness {
  kFresh = 1,
  kLate = 2,
  kStale = 3,
  kMissing = 4,
  kFailed = 5,
};

// `fresh`, `late`, `stale`, `missing`, `failed`.
absl::string_view FreshnessWord(Freshness freshness);
// The worse of two: failed, missing, stale, late, fresh.
Freshness Worse(Freshness a, Freshness b);

// What is known of a source's two clocks.
struct SourceClocks {
  std::optional<absl::Time> last_answer;
  std::optional<absl::Time> data_until;
  // The last try failed for configuration or partner reasons.
  bool failed = false;
  absl::Duration every;
  // How far the data may lag; absent when only answers count.
  std::optional<CalendarSpan> expect;
};

// DECISIONS 21: fresh within 1.5 intervals and `expect`, late within twice
// that, stale beyond; the later of the two clocks' words counts. Missing when
// it never answered; failed wins over everything. A source that answered but
// whose data reach is unknown although `expect` is set is stale; so is one
// whose data claim to reach beyond `now` by more than clocks differ (five
// minutes), since nobody can know that. `every` must be positive; `expect` is
// counted in `zone`.
Freshness ComputeFreshness(const SourceClocks& clocks, absl::Time now,
                           absl::TimeZone zone);

}  // namespace regisseur
