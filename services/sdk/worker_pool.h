#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace regisseur::sdk {

// Runs blocking work on a bounded number of threads, started when needed.
// Thread-safe. Ends when everything that it accepted has run.
class WorkerPool {
 public:
  WorkerPool(int max_threads, int max_waiting);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Runs `work` soon; false when all threads are busy and the queue is full,
  // then it is not run.
  bool TryRun(std::function<void()> work);

 private:
  void Work();

  const int max_threads_;
  const int max_waiting_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(mutex_);
  int accepted_ ABSL_GUARDED_BY(mutex_) = 0;  // waiting or running
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace regisseur::sdk
