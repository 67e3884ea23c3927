#include "services/sdk/worker_pool.h"

#include <system_error>
#include <utility>

namespace regisseur::sdk {

WorkerPool::WorkerPool(int max_threads, int max_waiting)
    : max_threads_(max_threads), max_waiting_(max_waiting) {}

WorkerPool::~WorkerPool() {
  Threads ended;
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
    const auto none_left = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return threads_.empty();
    };
    mutex_.Await(absl::Condition(&none_left));
    ended.swap(ended_);
  }
  for (std::thread& thread : ended) thread.join();
}

bool WorkerPool::TryRun(std::function<void()> work) {
  Threads ended;
  bool accepted = true;
  {
    absl::MutexLock lock(&mutex_);
    if (ending_ || accepted_ >= max_threads_ + max_waiting_) return false;
    ended.swap(ended_);
    waiting_.push_back(std::move(work));
    ++accepted_;
    const int threads = static_cast<int>(threads_.size());
    const bool more = accepted_ > threads && threads < max_threads_;
    if (more && !StartThread() && threads == 0) {
      // Nobody would ever run it.
      waiting_.pop_back();
      --accepted_;
      accepted = false;
    }
  }
  // They are at their last instruction.
  for (std::thread& thread : ended) thread.join();
  return accepted;
}

int WorkerPool::threads() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int>(threads_.size());
}

bool WorkerPool::StartThread() {
  const auto self = threads_.emplace(threads_.end());
  try {
    // It waits for the lock before it looks at itself.
    *self = std::thread([this, self] { Work(self); });
  } catch (const std::system_error&) {
    threads_.erase(self);
    return false;
  }
  return true;
}

void WorkerPool::Work(Threads::iterator self) {
  absl::MutexLock lock(&mutex_);
  for (;;) {
    if (waiting_.empty() && idle_ < kIdleThreads) {
      const auto has_news = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return ending_ || !waiting_.empty();
      };
      ++idle_;
      mutex_.Await(absl::Condition(&has_news));
      --idle_;
    }
    if (waiting_.empty()) break;
    const std::function<void()> work = std::move(waiting_.front());
    waiting_.pop_front();
    mutex_.Unlock();
    work();
    mutex_.Lock();
    --accepted_;
  }
  ended_.splice(ended_.end(), threads_, self);
}

}  // namespace regisseur::sdk
