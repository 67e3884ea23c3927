#pragma once

#include <deque>
#include <functional>
#include <list>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace regisseur::sdk {

// Runs blocking work on a bounded number of threads, started when needed; all
// but a few end when there is nothing left to do. Thread-safe. Ends when
// everything that it accepted has run.
class WorkerPool {
 public:
  // Threads that stay when there is nothing to do.
  static constexpr int kIdleThreads = 16;

  WorkerPool(int max_threads, int max_waiting);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Runs `work` soon; false when all threads are busy and the queue is full, or
  // the machine has no thread to give: then it is not run.
  bool TryRun(std::function<void()> work);

  int threads() const;

 private:
  using Threads = std::list<std::thread>;

  // False when the machine has none to give.
  bool StartThread() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Work(Threads::iterator self);

  const int max_threads_;
  const int max_waiting_;
  mutable absl::Mutex mutex_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  Threads threads_ ABSL_GUARDED_BY(mutex_);
  Threads ended_ ABSL_GUARDED_BY(mutex_);     // to be joined
  int accepted_ ABSL_GUARDED_BY(mutex_) = 0;  // waiting or running
  int idle_ ABSL_GUARDED_BY(mutex_) = 0;      // threads without work
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace regisseur::sdk
