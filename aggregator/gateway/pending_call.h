#pragma once

#include <cstdint>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"

namespace regisseur {

// One call from the moment its request was read until it was answered. Shared
// by the session and the handler's thread, whichever ends last.
class PendingCall {
 public:
  const absl::Notification& cancelled() const { return cancelled_; }

  void Cancel() {
    absl::MutexLock lock(&mutex_);
    if (!cancelled_.HasBeenNotified()) cancelled_.Notify();
  }

  // True for the first who wants to answer.
  bool TakeAnswer() {
    absl::MutexLock lock(&mutex_);
    return !std::exchange(answered_, true);
  }

  // For streams: waits until everything handed over was sent. CANCELLED when
  // nobody reads any more.
  absl::Status HandOver() {
    absl::MutexLock lock(&mutex_);
    ++handed_over_;
    const auto sent = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return broken_ || sent_ == handed_over_;
    };
    // The session sends or breaks within its write time.
    mutex_.Await(absl::Condition(&sent));
    if (broken_) return absl::CancelledError("the caller went away");
    return absl::OkStatus();
  }
  void Sent() {
    absl::MutexLock lock(&mutex_);
    ++sent_;
  }
  void Break() {
    absl::MutexLock lock(&mutex_);
    broken_ = true;
    if (!cancelled_.HasBeenNotified()) cancelled_.Notify();
  }
  bool broken() {
    absl::MutexLock lock(&mutex_);
    return broken_;
  }

 private:
  absl::Notification cancelled_;
  absl::Mutex mutex_;
  bool answered_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t handed_over_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t sent_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace regisseur
