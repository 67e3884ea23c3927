#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/random/random.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "aggregator/collect/collector.h"
#include "aggregator/collect/retry_policy.h"
#include "aggregator/collect/source_collection.h"
#include "core/base/clock.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// Decides when each source is asked: by its interval, later after failures, at
// once when somebody wants it. Every collection in flight has a thread of its
// own; at most `concurrency` of them are busy, and one whose partner is silent
// does not count, so that those who hang delay nobody. Those that hung when
// they were asked last are asked few at a time: each may hold a thread here and
// one in its adapter for a minute. What is pushed has no turns: it is read when
// something came. Thread-safe.
class CollectScheduler final : public Collector {
 public:
  struct Options {
    int concurrency = 16;
    // A collection that has heard nothing for this long gives its place away.
    absl::Duration patience = absl::Seconds(2);
    AdapterClient::Limits limits;
    RetryOptions retry;
    // Where what was pushed lies, a folder a source (PushInbox).
    std::string inbox;
    // Hears when a source begins to fail, fails otherwise, or answers again;
    // for the log. Called from several threads.
    std::function<void(const std::string& source, const CollectionResult&)>
        on_change = [](const std::string&, const CollectionResult&) {};
    // Hears of every collection that ended, and how long it took; for the
    // metrics. Called from several threads.
    std::function<void(const CollectionResult&, absl::Duration took)> on_end =
        [](const CollectionResult&, absl::Duration) {};
  };

  CollectScheduler(Options options, SourceCollection& collection,
                   AdapterPool& pool, CallWatch& watch, const Clock& clock);
  // Cancels what is in flight and waits for it.
  ~CollectScheduler() override;

  // The sources from now on. One that stays as it is keeps its turn, one that
  // changed is asked at once and starts with a clean slate. One in flight that
  // goes is finished; who waits for its next turn hears that it is gone.
  void SetPortfolio(std::shared_ptr<const Portfolio> portfolio,
                    AdapterClient::Surroundings surroundings);
  // Begins to take turns. Before, sources are asked only by hand.
  void Start();
  // Cancels what is in flight, takes no more turns.
  void Stop();

  absl::Status CollectNow(
      const Principal& who, const std::vector<std::string>& ids,
      const std::function<void(const CollectProgress&)>& progress,
      const absl::Notification& cancelled) override;
  absl::StatusOr<SourceCheckResult> Check(
      const Principal& who, absl::string_view id,
      const absl::Notification& cancelled) override;
  std::optional<CollectActivity> FindActivity(
      absl::string_view source) const override;

 private:
  // Somebody who waits for collections that start after they asked. Guarded by
  // mutex_.
  struct Caller {
    // What they have not heard yet: at most one step a source, the newest.
    std::vector<CollectProgress> news;
    int unserved = 0;               // sources
    std::vector<std::string> gone;  // left the configuration meanwhile
  };
  struct Waiter {
    std::shared_ptr<Caller> caller;
    bool started = false;
  };
  struct Source {
    SourceConfig config;
    CollectActivity::Phase phase = CollectActivity::Phase::kIdle;
    absl::Time next = absl::InfiniteFuture();
    int failures_in_row = 0;
    std::string failing_by;  // the rule of the last failure; empty: it answers
    bool in_flight = false;
    bool removed = false;
    absl::Time heard;  // when the collection in flight last stored or began
    std::vector<Waiter> waiters;
  };

  void Loop();
  void Collect(const std::string& id);
  static void ForgetWaiters(const std::string& id, Source& source);
  static void Tell(Source& source, const CollectProgress& step);
  int BusyCount(absl::Time now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // False when the machine has no thread to give.
  bool StartOne(const std::string& id, Source& source, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void StartDue(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ScheduleNext(Source& source, const CollectionResult& result)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  SourceCollection& collection_;
  AdapterPool& pool_;
  CallWatch& watch_;
  const Clock& clock_;

  mutable absl::Mutex mutex_;
  bool turns_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  int checks_ ABSL_GUARDED_BY(mutex_) = 0;
  AdapterClient::Surroundings surroundings_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Source> sources_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> order_ ABSL_GUARDED_BY(mutex_);
  absl::BitGen gen_ ABSL_GUARDED_BY(mutex_);
  // One a source in flight, and those that ended and wait to be joined.
  std::map<std::string, std::thread> threads_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> ended_ ABSL_GUARDED_BY(mutex_);
  std::thread loop_;
};

}  // namespace regisseur
