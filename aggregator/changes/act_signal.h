#pragma once

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace regisseur {

// Wakes those who wait for the next act. Thread-safe.
class ActSignal {
 public:
  // How many acts there were; to be read before one looks at what they did.
  int64_t count() const {
    absl::MutexLock lock(&mutex_);
    return count_;
  }
  void Tell() {
    absl::MutexLock lock(&mutex_);
    ++count_;
  }
  // Until there are more than `seen`, or that long.
  void AwaitBeyond(int64_t seen, absl::Duration timeout) const {
    absl::MutexLock lock(&mutex_);
    const auto more = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return count_ > seen;
    };
    mutex_.AwaitWithTimeout(absl::Condition(&more), timeout);
  }

 private:
  mutable absl::Mutex mutex_;
  int64_t count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace regisseur
