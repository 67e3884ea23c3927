#include "core/base/repeating_task.h"

#include <utility>

namespace regisseur {

RepeatingTask::RepeatingTask(absl::Duration interval,
                             std::function<void()> work)
    : interval_(interval), work_(std::move(work)) {}

RepeatingTask::~RepeatingTask() { Stop(); }

void RepeatingTask::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void RepeatingTask::Wake() {
  absl::MutexLock lock(&mutex_);
  woken_ = true;
}

void RepeatingTask::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    woken_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

bool RepeatingTask::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

void RepeatingTask::Loop() {
  while (!stopping()) {
    work_();
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&woken_), interval_);
    if (!stopping_) woken_ = false;
  }
}

}  // namespace regisseur
