#include "aggregator/api/collection_runs.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr size_t kRemembered = 1000;
// How soon somebody who follows a run notices that its caller went away.
constexpr absl::Duration kLookAgain = absl::Milliseconds(50);

}  // namespace

absl::Status CollectionRuns::Collect(const Principal& who,
                                     const std::vector<std::string>& ids,
                                     const std::string& request_id,
                                     const Report& report,
                                     const absl::Notification& cancelled) {
  std::shared_ptr<Run> run;
  bool mine = true;
  if (!request_id.empty()) {
    absl::MutexLock lock(&mutex_);
    const auto found = runs_.find(request_id);
    if (found != runs_.end()) {
      run = found->second;
      mine = false;
    } else {
      run = std::make_shared<Run>();
      run->ids = ids;
      runs_[request_id] = run;
      order_.push_back(request_id);
      if (order_.size() > kRemembered) {
        runs_.erase(order_.front());
        order_.erase(order_.begin());
      }
    }
  }
  if (!mine) {
    if (run->ids != ids) {
      return absl::AlreadyExistsError(absl::StrCat(
          "request_id: \"", request_id,
          "\" was used to collect other sources; choose a new one"));
    }
    return Follow(*run, report, cancelled);
  }

  absl::Status reported;
  absl::Status outcome = collector_.CollectNow(
      who, ids,
      [&](const CollectProgress& step) {
        if (run != nullptr) {
          absl::MutexLock lock(&run->mutex);
          run->steps.push_back(step);
        }
        if (reported.ok()) reported = report(step);
      },
      cancelled);
  if (run != nullptr) {
    // A collection that its caller broke off may be asked for again.
    if (!outcome.ok()) Forget(request_id);
    absl::MutexLock lock(&run->mutex);
    run->done = true;
    run->outcome = outcome;
  }
  RETURN_IF_ERROR(outcome);
  return reported;
}

absl::Status CollectionRuns::Follow(Run& run, const Report& report,
                                    const absl::Notification& cancelled) {
  size_t next = 0;
  while (true) {
    std::vector<CollectProgress> steps;
    {
      absl::MutexLock lock(&run.mutex);
      const auto has_news = [&run, &next]()
                                ABSL_EXCLUSIVE_LOCKS_REQUIRED(run.mutex) {
                                  return run.done || run.steps.size() > next;
                                };
      while (
          !run.mutex.AwaitWithTimeout(absl::Condition(&has_news), kLookAgain)) {
        if (cancelled.HasBeenNotified()) {
          return absl::CancelledError("the caller went away");
        }
      }
      steps.assign(run.steps.begin() + next, run.steps.end());
      if (steps.empty()) return run.outcome;
    }
    next += steps.size();
    for (const CollectProgress& step : steps) RETURN_IF_ERROR(report(step));
  }
}

void CollectionRuns::Forget(const std::string& request_id) {
  absl::MutexLock lock(&mutex_);
  runs_.erase(request_id);
  order_.erase(std::remove(order_.begin(), order_.end(), request_id),
               order_.end());
}

}  // namespace regisseur
