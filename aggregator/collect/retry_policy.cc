#include "aggregator/collect/retry_policy.h"

#include <algorithm>

#include "absl/random/distributions.h"

namespace regisseur {

absl::Duration ComputeBackoff(const RetryOptions& options, int failures_in_row,
                              absl::Duration retry_after, absl::BitGenRef gen) {
  absl::Duration backoff = options.first_backoff;
  if (IsBreakerOpen(options, failures_in_row)) {
    backoff = options.longest_backoff;
  } else {
    for (int i = 1; i < failures_in_row && backoff < options.longest_backoff;
         ++i) {
      backoff *= 2;
    }
    backoff = std::min(backoff, options.longest_backoff);
  }
  const int64_t percent =
      absl::Uniform<int64_t>(absl::IntervalClosed, gen, 80, 120);
  return std::max(backoff * percent / 100, retry_after);
}

absl::Duration FirstTurnOffset(absl::string_view source, absl::Duration every) {
  // FNV-1a: the same in every process, unlike absl::Hash.
  uint64_t hash = 14695981039346656037u;
  for (const char c : source) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  const absl::Duration longest = std::min(every, absl::Seconds(30));
  return longest * static_cast<int64_t>(hash % 1000) / 1000;
}

}  // namespace regisseur
