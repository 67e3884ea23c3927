#include "aggregator/storage/write_queue.h"

#include <deque>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "core/base/status_macros.h"

namespace regisseur {

class WriteQueue::Impl {
 public:
  explicit Impl(Database& database)
      : database_(database), thread_([this] { Work(); }) {}

  ~Impl() {
    {
      absl::MutexLock lock(&mutex_);
      closing_ = true;
    }
    thread_.join();
    // Those that waited are told before the queue is gone.
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Impl::HasNoCallers));
  }

  absl::Status Write(Lane lane,
                     const std::function<absl::Status(Transaction&)>& write) {
    const std::function<absl::Status()> work = [&] {
      absl::Status status = WriteOnce(lane, write);
      // The room that is kept for people, once.
      if (absl::IsResourceExhausted(status) && lane == Lane::kAct &&
          database_.ReleaseReserve()) {
        status = WriteOnce(lane, write);
      }
      if (lane == Lane::kImport) NoteImport(status);
      return status;
    };
    return Run(lane, work);
  }

  absl::Status Run(Lane lane, const std::function<absl::Status()>& work) {
    Job job{work, false, absl::OkStatus()};
    absl::MutexLock lock(&mutex_);
    if (closing_) {
      return absl::UnavailableError("the daemon is stopping; try again later");
    }
    (lane == Lane::kAct ? acts_ : imports_).push_back(&job);
    ++callers_;
    // Every job is finished, also when the queue closes.
    mutex_.Await(absl::Condition(&job.done));
    --callers_;
    return job.status;
  }

  int waiting() const {
    absl::MutexLock lock(&mutex_);
    return static_cast<int>(acts_.size() + imports_.size());
  }

  absl::Status CheckRoom() const {
    RETURN_IF_ERROR(database_.CheckRoom());
    absl::MutexLock lock(&mutex_);
    return last_import_;
  }

 private:
  struct Job {
    const std::function<absl::Status()>& work;
    // Guarded by mutex_.
    bool done;
    absl::Status status;
  };

  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return closing_ || !acts_.empty() || !imports_.empty();
  }

  bool HasNoCallers() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return callers_ == 0;
  }

  // The next job; null when the queue closes and nothing waits.
  Job* Take() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Impl::HasWork));
    std::deque<Job*>& lane = acts_.empty() ? imports_ : acts_;
    if (lane.empty()) return nullptr;
    Job* job = lane.front();
    lane.pop_front();
    return job;
  }

  void Work() {
    while (Job* job = Take()) {
      absl::Status status = job->work();
      absl::MutexLock lock(&mutex_);
      job->status = std::move(status);
      job->done = true;
    }
  }

  absl::Status WriteOnce(
      Lane lane, const std::function<absl::Status(Transaction&)>& write) {
    if (lane == Lane::kImport) RETURN_IF_ERROR(database_.CheckRoom());
    ASSIGN_OR_RETURN(std::unique_ptr<Transaction> transaction,
                     database_.BeginWrite(lane));
    RETURN_IF_ERROR(write(*transaction));
    return transaction->Commit();
  }

  // One that failed for another reason tells nothing about room.
  void NoteImport(const absl::Status& status) {
    if (!status.ok() && !absl::IsResourceExhausted(status)) return;
    absl::MutexLock lock(&mutex_);
    last_import_ = status;
  }

  Database& database_;

  mutable absl::Mutex mutex_;
  std::deque<Job*> acts_ ABSL_GUARDED_BY(mutex_);
  std::deque<Job*> imports_ ABSL_GUARDED_BY(mutex_);
  int callers_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status last_import_ ABSL_GUARDED_BY(mutex_);

  // Last: it runs as soon as it is made.
  std::thread thread_;
};

WriteQueue::WriteQueue(Database& database)
    : impl_(std::make_unique<Impl>(database)) {}
WriteQueue::~WriteQueue() = default;

absl::Status WriteQueue::Write(
    Lane lane, const std::function<absl::Status(Transaction&)>& write) {
  return impl_->Write(lane, write);
}

absl::Status WriteQueue::RunBetweenWrites(
    Lane lane, const std::function<absl::Status()>& work) {
  return impl_->Run(lane, work);
}

int WriteQueue::waiting() const { return impl_->waiting(); }

absl::Status WriteQueue::CheckRoom() const { return impl_->CheckRoom(); }

}  // namespace regisseur
