#pragma once

#include "absl/random/bit_gen_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur {

// When a source that fails is asked again.
struct RetryOptions {
  absl::Duration first_backoff = absl::Seconds(5);
  absl::Duration longest_backoff = absl::Minutes(30);
  // From this many failures in a row on the breaker is open: only
  // `longest_backoff` (or its interval, when that is longer) apart.
  int breaker_after = 8;
};

// How long to wait after `failures_in_row` (1 or more) failures: doubling from
// first_backoff, never beyond longest_backoff, with a jitter of -20 % to +20 %
// so that sources do not all come back at once; at least `retry_after`.
absl::Duration ComputeBackoff(const RetryOptions& options, int failures_in_row,
                              absl::Duration retry_after, absl::BitGenRef gen);

// True when the breaker is open.
inline bool IsBreakerOpen(const RetryOptions& options, int failures_in_row) {
  return failures_in_row >= options.breaker_after;
}

// Spreads first turns over an interval: a share of `every` that depends on the
// id alone, so that 500 sources do not start at one moment.
absl::Duration FirstTurnOffset(absl::string_view source, absl::Duration every);

}  // namespace regisseur
