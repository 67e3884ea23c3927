#include "services/sdk/worker_pool.h"

#include <utility>

namespace regisseur::sdk {

WorkerPool::WorkerPool(int max_threads, int max_waiting)
    : max_threads_(max_threads), max_waiting_(max_waiting) {}

WorkerPool::~WorkerPool() {
  std::vector<std::thread> threads;
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
    threads.swap(threads_);
  }
  for (std::thread& thread : threads) thread.join();
}

bool WorkerPool::TryRun(std::function<void()> work) {
  absl::MutexLock lock(&mutex_);
  if (ending_) return false;
  if (static_cast<int>(waiting_.size()) < idle_) {
    waiting_.push_back(std::move(work));
    return true;
  }
  if (static_cast<int>(threads_.size()) < max_threads_) {
    waiting_.push_back(std::move(work));
    threads_.emplace_back([this] { Work(); });
    return true;
  }
  if (static_cast<int>(waiting_.size()) >= idle_ + max_waiting_) return false;
  waiting_.push_back(std::move(work));
  return true;
}

void WorkerPool::Work() {
  for (;;) {
    std::function<void()> work;
    {
      absl::MutexLock lock(&mutex_);
      ++idle_;
      const auto has_news = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return ending_ || !waiting_.empty();
      };
      mutex_.Await(absl::Condition(&has_news));
      --idle_;
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    work();
  }
}

}  // namespace regisseur::sdk
