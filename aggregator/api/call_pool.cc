#include "aggregator/api/call_pool.h"

#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace regisseur {

class CallPool::Line {
 public:
  Line(int threads, int waiting) : waiting_(waiting) {
    for (int i = 0; i < threads; ++i) {
      threads_.emplace_back([this] { Work(); });
    }
  }
  ~Line() { Stop(); }

  bool Submit(std::function<void()> work) {
    absl::MutexLock lock(&mutex_);
    if (stopping_ || static_cast<int>(queue_.size()) >= waiting_) return false;
    queue_.push_back(std::move(work));
    return true;
  }

  void Stop() {
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

 private:
  bool HasWorkOrStops() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !queue_.empty();
  }

  void Work() {
    while (true) {
      std::function<void()> work;
      {
        absl::MutexLock lock(&mutex_);
        mutex_.Await(absl::Condition(this, &Line::HasWorkOrStops));
        if (queue_.empty()) return;
        work = std::move(queue_.front());
        queue_.pop_front();
      }
      work();
    }
  }

  const int waiting_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;  // last: they use all of the above
};

CallPool::CallPool(Options options)
    : answers_(std::make_unique<Line>(options.threads, options.waiting)),
      long_calls_(
          std::make_unique<Line>(options.long_threads, options.waiting)) {}

CallPool::~CallPool() = default;

bool CallPool::Submit(bool long_running, std::function<void()> work) {
  return (long_running ? long_calls_ : answers_)->Submit(std::move(work));
}

void CallPool::Stop() {
  answers_->Stop();
  long_calls_->Stop();
}

}  // namespace regisseur
