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
                                     const std::string& request, bool repeated,
                                     const Report& report,
                                     const absl::Notification& cancelled) {
  std::shared_ptr<Run> run;
  bool mine = true;
  const Key key(who.identity, request_id);
  if (!request_id.empty()) {
    absl::MutexLock lock(&mutex_);
    const auto found = runs_.find(key);
    if (found != runs_.end()) {
      run = found->second;
      absl::MutexLock run_lock(&run->mutex);
      // A collection that its caller broke off may be asked for again.
      mine = run->done && !run->outcome.ok() && run->request == request;
    } else if (repeated) {
      return absl::AlreadyExistsError(absl::StrCat(
          "request_id: \"", request_id,
          "\" asked for a collection before, and what came of it is not known "
          "any more; look at the sources, and choose a new one to collect "
          "again"));
    }
    if (mine) {
      run = std::make_shared<Run>();
      run->request = request;
      runs_[key] = run;
      if (found == runs_.end()) order_.push_back(key);
      if (order_.size() > kRemembered) {
        runs_.erase(order_.front());
        order_.erase(order_.begin());
      }
    }
  }
  if (!mine) {
    if (run->request != request) {
      return absl::AlreadyExistsError(
          absl::StrCat("request_id: \"", request_id,
                       "\" was used for another request; choose a new one"));
    }
    return Follow(*run, report, cancelled);
  }

  absl::Status reported;
  absl::Status outcome = collector_.CollectNow(
      who, ids,
      [&](const CollectProgress& step) {
        if (run != nullptr) {
          absl::MutexLock lock(&run->mutex);
          run->newest[step.source] = {step, ++run->told};
        }
        if (reported.ok()) reported = report(step);
      },
      cancelled);
  if (run != nullptr) {
    absl::MutexLock lock(&run->mutex);
    run->done = true;
    run->outcome = outcome;
  }
  RETURN_IF_ERROR(outcome);
  return reported;
}

absl::Status CollectionRuns::Follow(Run& run, const Report& report,
                                    const absl::Notification& cancelled) {
  int64_t heard = 0;
  while (true) {
    std::vector<Step> steps;
    {
      absl::MutexLock lock(&run.mutex);
      const auto has_news = [&run, &heard]()
                                ABSL_EXCLUSIVE_LOCKS_REQUIRED(run.mutex) {
                                  return run.done || run.told > heard;
                                };
      while (
          !run.mutex.AwaitWithTimeout(absl::Condition(&has_news), kLookAgain)) {
        if (cancelled.HasBeenNotified()) {
          return absl::CancelledError("the caller went away");
        }
      }
      for (const auto& [source, step] : run.newest) {
        if (step.number > heard) steps.push_back(step);
      }
      if (steps.empty()) return run.outcome;
      heard = run.told;
    }
    std::sort(steps.begin(), steps.end(),
              [](const Step& a, const Step& b) { return a.number < b.number; });
    for (const Step& step : steps) RETURN_IF_ERROR(report(step.progress));
  }
}

}  // namespace regisseur
