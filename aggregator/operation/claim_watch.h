#pragma once

#include <cstdint>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "aggregator/answers/answers.h"

namespace regisseur {

// How many credits wait to be claimed, for those who watch from outside.
// Counted anew at most every five minutes. Thread-safe; `answers` must outlive
// it.
class ClaimWatch {
 public:
  // Within so many days a credit is expiring.
  static constexpr int kExpiringDays = 14;

  struct Counts {
    int64_t eligible = 0;
    int64_t expiring = 0;  // of them
  };

  explicit ClaimWatch(const Answers& answers) : answers_(answers) {}

  // As counted last; the error of the last count when that failed.
  absl::StatusOr<Counts> Count(const Principal& who) const;

 private:
  const Answers& answers_;
  mutable absl::Mutex mutex_;
  mutable std::optional<absl::Time> counted_ ABSL_GUARDED_BY(mutex_);
  mutable absl::StatusOr<Counts> counts_ ABSL_GUARDED_BY(mutex_) = Counts{};
};

}  // namespace regisseur
