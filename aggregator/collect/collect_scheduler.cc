#include "aggregator/collect/collect_scheduler.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"

namespace regisseur {
namespace {

// How often the loop looks whether a silent call must end or give its place.
constexpr absl::Duration kLook = absl::Milliseconds(250);

TryOutcome OutcomeOfStorage() { return TryOutcome::kTransient; }

}  // namespace

CollectScheduler::CollectScheduler(Options options,
                                   SourceCollection& collection,
                                   AdapterPool& pool, CallWatch& watch,
                                   const Clock& clock)
    : options_(std::move(options)),
      collection_(collection),
      pool_(pool),
      watch_(watch),
      clock_(clock),
      loop_([this] { Loop(); }) {}

CollectScheduler::~CollectScheduler() {
  Stop();
  loop_.join();
  std::map<std::string, std::thread> threads;
  {
    absl::MutexLock lock(&mutex_);
    threads.swap(threads_);
  }
  for (auto& [id, thread] : threads) thread.join();
}

void CollectScheduler::Start() {
  absl::MutexLock lock(&mutex_);
  turns_ = true;
  woken_ = true;
}

void CollectScheduler::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    woken_ = true;
    for (auto& [id, source] : sources_) {
      for (const auto& waiter : source.waiters) waiter->done = true;
      source.waiters.clear();
    }
  }
  watch_.CancelAll();
}

void CollectScheduler::SetPortfolio(std::shared_ptr<const Portfolio> portfolio,
                                    AdapterClient::Surroundings surroundings) {
  std::map<std::string, int> counts;
  std::vector<std::string> order;
  absl::MutexLock lock(&mutex_);
  surroundings_ = std::move(surroundings);
  for (auto& [id, source] : sources_) source.removed = true;
  for (const SourceConfig* config : portfolio->AllSources()) {
    ++counts[config->adapter];
    order.push_back(config->id);
    const bool is_new = sources_.find(config->id) == sources_.end();
    Source& source = sources_[config->id];
    source.config = *config;
    source.removed = false;
    // A source whose options were mended deserves a try of its own.
    if (is_new || source.phase == CollectActivity::Phase::kSetAside) {
      source.phase = CollectActivity::Phase::kIdle;
      source.next = clock_.Now() + FirstTurnOffset(config->id, config->every);
    }
  }
  for (auto source = sources_.begin(); source != sources_.end();) {
    const bool gone = source->second.removed && !source->second.in_flight;
    source = gone ? sources_.erase(source) : std::next(source);
  }
  order_ = std::move(order);
  pool_.SetSourceCounts(std::move(counts));
  woken_ = true;
}

int CollectScheduler::BusyCount(absl::Time now) const {
  int busy = 0;
  for (const auto& [id, source] : sources_) {
    if (source.in_flight && now - source.heard <= options_.patience) ++busy;
  }
  return busy;
}

void CollectScheduler::StartDue(absl::Time now) {
  int busy = BusyCount(now);
  // Those whom somebody waits for first.
  for (const bool asked : {true, false}) {
    if (!asked && !turns_) break;
    for (const std::string& id : order_) {
      if (busy >= options_.concurrency) return;
      const auto found = sources_.find(id);
      if (found == sources_.end()) continue;
      Source& source = found->second;
      if (source.in_flight || source.removed) continue;
      const bool due = asked ? !source.waiters.empty() : source.next <= now;
      if (!due) continue;
      source.in_flight = true;
      source.heard = now;
      source.phase = CollectActivity::Phase::kCollecting;
      for (const auto& waiter : source.waiters) waiter->started = true;
      ++in_flight_;
      ++busy;
      std::thread& thread = threads_[id];
      if (thread.joinable()) thread.join();  // it has ended: not in flight
      thread = std::thread([this, id] { Collect(id); });
    }
  }
}

void CollectScheduler::Loop() {
  absl::MutexLock lock(&mutex_);
  while (!stopping_) {
    const absl::Time now = clock_.Now();
    StartDue(now);
    absl::Time wake = absl::InfiniteFuture();
    if (turns_) {
      for (const auto& [id, source] : sources_) {
        // One that is due and still waits, waits for a place: who ends wakes
        // us.
        if (!source.in_flight && !source.removed && source.next > now) {
          wake = std::min(wake, source.next);
        }
      }
    }
    absl::Duration wait = wake - now;
    if (in_flight_ > 0) wait = std::min(wait, kLook);
    wait = std::clamp(wait, absl::Milliseconds(1), absl::Minutes(1));
    mutex_.AwaitWithTimeout(absl::Condition(&woken_), wait);
    woken_ = false;
    mutex_.Unlock();
    watch_.Sweep(absl::Now());
    mutex_.Lock();
  }
}

void CollectScheduler::ScheduleNext(Source& source,
                                    const CollectionResult& result) {
  const absl::Time now = clock_.Now();
  const bool answered = result.outcome == TryOutcome::kAnswered ||
                        result.outcome == TryOutcome::kUnchanged;
  if (answered) {
    source.failures_in_row = 0;
    source.phase = CollectActivity::Phase::kIdle;
    source.next = now + source.config.every;
    return;
  }
  ++source.failures_in_row;
  if (result.killed_its_adapter) {
    source.phase = CollectActivity::Phase::kSetAside;
    source.next = absl::InfiniteFuture();
    return;
  }
  const bool open = IsBreakerOpen(options_.retry, source.failures_in_row);
  source.phase = open ? CollectActivity::Phase::kBreakerOpen
                      : CollectActivity::Phase::kBackingOff;
  absl::Duration backoff = ComputeBackoff(
      options_.retry, source.failures_in_row, result.retry_after, gen_);
  // Never more often than its interval when the breaker is open or a person has
  // to act; sooner only while the network may come back by itself.
  if (open || result.outcome == TryOutcome::kConfiguration) {
    backoff = std::max(backoff, source.config.every);
  }
  source.next = now + backoff;
}

void CollectScheduler::Collect(const std::string& id) {
  SourceConfig config;
  AdapterClient::Surroundings surroundings;
  std::vector<std::shared_ptr<Waiter>> waiters;
  {
    absl::MutexLock lock(&mutex_);
    Source& source = sources_[id];
    config = source.config;
    surroundings = surroundings_;
    waiters = source.waiters;
  }
  CollectProgress progress;
  progress.source = id;
  for (const auto& waiter : waiters) waiter->listener(progress);
  const auto heard = [&](int64_t batches, int64_t rows) {
    {
      absl::MutexLock lock(&mutex_);
      sources_[id].heard = clock_.Now();
      waiters = sources_[id].waiters;
    }
    progress.batches = batches;
    progress.rows = rows;
    for (const auto& waiter : waiters) {
      if (waiter->started) waiter->listener(progress);
    }
  };
  absl::StatusOr<CollectionResult> result =
      collection_.Run(config, surroundings, options_.limits, heard);
  if (!result.ok()) {
    // Our storage refused: nothing about the partner, tried again soon.
    CollectionResult failed;
    failed.outcome = OutcomeOfStorage();
    failed.attempt.time = clock_.Now();
    failed.attempt.outcome = failed.outcome;
    failed.attempt.rule = "source-not-stored";
    failed.attempt.message = std::string(result.status().message());
    result = failed;
  }
  progress.done = true;
  progress.batches = result->batches;
  progress.rows = result->rows;
  progress.unchanged = result->outcome == TryOutcome::kUnchanged;
  if (!result->attempt.message.empty() || !result->attempt.rule.empty()) {
    progress.failure = result->attempt;
  }

  std::vector<std::shared_ptr<Waiter>> served;
  bool changed = false;
  {
    absl::MutexLock lock(&mutex_);
    Source& source = sources_[id];
    changed = source.failing_by != result->attempt.rule;
    source.failing_by = result->attempt.rule;
    auto& waiting = source.waiters;
    const auto rest = std::stable_partition(
        waiting.begin(), waiting.end(),
        [](const auto& waiter) { return !waiter->started; });
    served.assign(rest, waiting.end());
    waiting.erase(rest, waiting.end());
  }
  if (changed) options_.on_change(id, *result);
  for (const auto& waiter : served) waiter->listener(progress);

  absl::MutexLock lock(&mutex_);
  Source& source = sources_[id];
  source.in_flight = false;
  ScheduleNext(source, *result);
  for (const auto& waiter : served) waiter->done = true;
  --in_flight_;
  woken_ = true;
}

absl::Status CollectScheduler::CollectNow(
    const Principal& who, const std::vector<std::string>& ids,
    const std::function<void(const CollectProgress&)>& progress,
    const absl::Notification& cancelled) {
  // The listener outlives this call in threads that are still collecting; it is
  // silenced when we return.
  struct Shared {
    absl::Mutex mutex;
    const std::function<void(const CollectProgress&)>* listener;
  };
  auto shared = std::make_shared<Shared>();
  shared->listener = &progress;
  const ProgressListener listener = [shared](const CollectProgress& step) {
    absl::MutexLock lock(&shared->mutex);
    if (shared->listener != nullptr) (*shared->listener)(step);
  };
  std::vector<std::shared_ptr<Waiter>> waiters;
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return absl::UnavailableError("The daemon is stopping.");
    for (const std::string& id : ids) {
      const auto source = sources_.find(id);
      if (source == sources_.end() || source->second.removed) {
        return absl::NotFoundError(absl::StrCat(
            "There is no source '", id,
            "' in the configuration; `regisseur source list` shows them."));
      }
    }
    const std::set<std::string> once(ids.begin(), ids.end());
    for (const std::string& id : once) {
      auto waiter = std::make_shared<Waiter>();
      waiter->listener = listener;
      sources_[id].waiters.push_back(waiter);
      waiters.push_back(std::move(waiter));
    }
    woken_ = true;
  }
  const auto all_done = [&waiters] {
    return std::all_of(waiters.begin(), waiters.end(),
                       [](const auto& waiter) { return waiter->done; });
  };
  bool stopped = false;
  {
    absl::MutexLock lock(&mutex_);
    while (!all_done() && !cancelled.HasBeenNotified()) {
      mutex_.AwaitWithTimeout(absl::Condition(&all_done), kLook);
    }
    stopped = stopping_;
  }
  absl::MutexLock lock(&shared->mutex);
  shared->listener = nullptr;
  if (cancelled.HasBeenNotified()) {
    return absl::CancelledError(
        "Nobody waits any more; the collection goes on.");
  }
  if (stopped) return absl::UnavailableError("The daemon is stopping.");
  return absl::OkStatus();
}

absl::StatusOr<SourceCheckResult> CollectScheduler::Check(
    const Principal& who, absl::string_view id,
    const absl::Notification& cancelled) {
  SourceConfig config;
  AdapterClient::Surroundings surroundings;
  {
    absl::MutexLock lock(&mutex_);
    const auto source = sources_.find(std::string(id));
    if (source == sources_.end() || source->second.removed) {
      return absl::NotFoundError(absl::StrCat(
          "There is no source '", id,
          "' in the configuration; `regisseur source list` shows them."));
    }
    config = source->second.config;
    surroundings = surroundings_;
  }
  const AdapterCheck check =
      collection_.Check(config, surroundings, options_.limits);
  SourceCheckResult result;
  result.usable = check.usable;
  for (const AdapterCheck::Field& field : check.fields) {
    result.fields.push_back(
        {field.field, field.total, field.filled, field.mandatory});
  }
  result.findings = check.findings;
  if (check.failure.has_value()) {
    SourceTry failure;
    failure.time = clock_.Now();
    failure.outcome = check.failure->outcome;
    failure.rule = check.failure->rule;
    failure.message = check.failure->message;
    result.failure = std::move(failure);
  }
  return result;
}

std::optional<CollectActivity> CollectScheduler::FindActivity(
    absl::string_view source) const {
  absl::MutexLock lock(&mutex_);
  const auto found = sources_.find(std::string(source));
  if (found == sources_.end() || found->second.removed) return std::nullopt;
  CollectActivity activity;
  activity.phase = found->second.phase;
  if (!found->second.in_flight &&
      found->second.next != absl::InfiniteFuture() && turns_) {
    activity.next_try = found->second.next;
  }
  return activity;
}

}  // namespace regisseur
