#include "aggregator/api/call_pool.h"

#include <algorithm>
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
    const int free = static_cast<int>(threads_.size()) - running_;
    const int queued = static_cast<int>(queue_.size());
    if (stopping_ || queued >= waiting_ + std::max(free, 0)) return false;
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
        ++running_;
      }
      work();
      absl::MutexLock lock(&mutex_);
      --running_;
    }
  }

  const int waiting_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  int running_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;  // last: they use all of the above
};

CallPool::CallPool(Options options)
    : answers_(std::make_unique<Line>(options.threads, options.waiting)),
      long_calls_(
          std::make_unique<Line>(options.long_threads, options.waiting)),
      watches_(std::make_unique<Line>(options.watch_threads, /*waiting=*/0)) {}

CallPool::~CallPool() = default;

bool CallPool::Submit(CallLine line, std::function<void()> work) {
  switch (line) {
    case CallLine::kAnswers:
      return answers_->Submit(std::move(work));
    case CallLine::kPartners:
      return long_calls_->Submit(std::move(work));
    case CallLine::kWatches:
      return watches_->Submit(std::move(work));
  }
  return false;
}

void CallPool::Stop() {
  answers_->Stop();
  long_calls_->Stop();
  watches_->Stop();
}

}  // namespace regisseur
