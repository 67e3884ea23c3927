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
  if (ending_ || accepted_ >= max_threads_ + max_waiting_) return false;
  ++accepted_;
  waiting_.push_back(std::move(work));
  const int threads = static_cast<int>(threads_.size());
  if (accepted_ > threads && threads < max_threads_) {
    threads_.emplace_back([this] { Work(); });
  }
  return true;
}

void WorkerPool::Work() {
  for (;;) {
    std::function<void()> work;
    {
      absl::MutexLock lock(&mutex_);
      const auto has_news = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return ending_ || !waiting_.empty();
      };
      mutex_.Await(absl::Condition(&has_news));
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    work();
    absl::MutexLock lock(&mutex_);
    --accepted_;
  }
}

}  // namespace regisseur::sdk
