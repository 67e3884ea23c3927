#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "aggregator/storage/records.h"

namespace regisseur {

// Counts collections since the daemon started, for the metrics. Thread-safe.
class CollectionTally {
 public:
  // Upper bounds of the buckets of durations, in seconds; the last is infinity.
  static constexpr std::array<double, 9> kBounds = {0.1, 0.5, 1,   5,  10,
                                                    30,  60,  300, 600};
  struct Counts {
    // By TryOutcome.
    std::array<int64_t, 8> outcomes{};
    int64_t batches = 0;
    int64_t rows = 0;
    // Collections that took at most the bound, not cumulated.
    std::array<int64_t, kBounds.size() + 1> durations{};
    absl::Duration time_spent = absl::ZeroDuration();
  };

  void Add(TryOutcome outcome, int64_t batches, int64_t rows,
           absl::Duration took) {
    size_t bucket = 0;
    while (bucket < kBounds.size() &&
           absl::ToDoubleSeconds(took) > kBounds[bucket]) {
      ++bucket;
    }
    absl::MutexLock lock(&mutex_);
    const auto index = static_cast<size_t>(outcome);
    if (index < counts_.outcomes.size()) ++counts_.outcomes[index];
    counts_.batches += batches;
    counts_.rows += rows;
    ++counts_.durations[bucket];
    counts_.time_spent += took;
  }
  Counts counts() const {
    absl::MutexLock lock(&mutex_);
    return counts_;
  }

 private:
  mutable absl::Mutex mutex_;
  Counts counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace regisseur
