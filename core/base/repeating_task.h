#pragma once

#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace regisseur {

// Does something now and then, on a thread of its own: at once, and again each
// time `interval` has passed since it was done. Start and Stop belong to one
// thread; the rest is thread-safe.
class RepeatingTask {
 public:
  RepeatingTask(absl::Duration interval, std::function<void()> work);
  // Stops it.
  ~RepeatingTask();
  RepeatingTask(const RepeatingTask&) = delete;
  RepeatingTask& operator=(const RepeatingTask&) = delete;

  void Start();
  // Does it once more without waiting; what runs is done to its end first.
  void Wake();
  // Waits for what runs. Safe to call twice.
  void Stop();
  // True once Stop was called: work that takes long ends early.
  bool stopping() const;

 private:
  void Loop();

  const absl::Duration interval_;
  const std::function<void()> work_;

  mutable absl::Mutex mutex_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;
};

}  // namespace regisseur
