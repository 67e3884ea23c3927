#include "aggregator/collect/collect_scheduler.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace regisseur {
namespace {

// How often the loop looks whether a silent call must end or give its place.
constexpr absl::Duration kLook = absl::Milliseconds(250);

// The rule of a collection that was cancelled because nothing was heard.
constexpr char kHung[] = "adapter-hung";

TryOutcome OutcomeOfStorage() { return TryOutcome::kTransient; }

absl::Status NoSuchSource(absl::string_view id) {
  return absl::NotFoundError(absl::StrCat(
      "There is no source '", id,
      "' in the configuration; `regisseur source list` shows them."));
}

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
  std::vector<std::thread> threads;
  {
    absl::MutexLock lock(&mutex_);
    const auto nothing_runs = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return in_flight_ == 0;
    };
    mutex_.Await(absl::Condition(&nothing_runs));
    threads.swap(ended_);
  }
  for (std::thread& thread : threads) thread.join();
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
  }
  watch_.CancelAll();
}

void CollectScheduler::SetPortfolio(std::shared_ptr<const Portfolio> portfolio,
                                    AdapterClient::Surroundings surroundings) {
  // Before the lock: it may wait.
  pool_.SetSources(portfolio->AllSources());
  std::vector<std::string> order;
  absl::MutexLock lock(&mutex_);
  const absl::Time now = clock_.Now();
  surroundings_ = std::move(surroundings);
  for (auto& [id, source] : sources_) source.removed = true;
  for (const SourceConfig* config : portfolio->AllSources()) {
    order.push_back(config->id);
    const bool is_new = sources_.find(config->id) == sources_.end();
    Source& source = sources_[config->id];
    source.removed = false;
    if (config->push) {
      source.next = absl::InfiniteFuture();
    } else if (is_new) {
      source.next = now + FirstTurnOffset(config->id, config->every);
    } else if (source.config != *config) {
      // What was mended deserves a try of its own.
      source.next = now;
      source.failures_in_row = 0;
      if (!source.in_flight) source.phase = CollectActivity::Phase::kIdle;
    }
    source.config = *config;
  }
  for (auto source = sources_.begin(); source != sources_.end();) {
    if (source->second.removed) {
      ForgetWaiters(source->first, source->second);
    }
    const bool gone = source->second.removed && !source->second.in_flight;
    source = gone ? sources_.erase(source) : std::next(source);
  }
  order_ = std::move(order);
  woken_ = true;
}

void CollectScheduler::ForgetWaiters(const std::string& id, Source& source) {
  std::vector<Waiter>& waiters = source.waiters;
  const auto waits = std::stable_partition(
      waiters.begin(), waiters.end(),
      [](const Waiter& waiter) { return waiter.started; });
  for (auto waiter = waits; waiter != waiters.end(); ++waiter) {
    waiter->caller->gone.push_back(id);
    --waiter->caller->unserved;
  }
  waiters.erase(waits, waiters.end());
}

// To those whom the collection in flight is for.
void CollectScheduler::Tell(Source& source, const CollectProgress& step) {
  for (const Waiter& waiter : source.waiters) {
    if (!waiter.started) continue;
    std::vector<CollectProgress>& news = waiter.caller->news;
    const auto unheard = std::find_if(news.begin(), news.end(),
                                      [&](const CollectProgress& earlier) {
                                        return earlier.source == step.source;
                                      });
    if (unheard == news.end()) {
      news.push_back(step);
    } else {
      *unheard = step;
    }
  }
}

int CollectScheduler::BusyCount(absl::Time now) const {
  int busy = 0;
  for (const auto& [id, source] : sources_) {
    if (source.in_flight && now - source.heard <= options_.patience) ++busy;
  }
  return busy;
}

bool CollectScheduler::StartOne(const std::string& id, Source& source,
                                absl::Time now) {
  std::thread thread;
  try {
    // It waits for the lock before it looks at anything.
    thread = std::thread([this, id] { Collect(id); });
  } catch (const std::system_error&) {
    return false;
  }
  source.in_flight = true;
  source.heard = now;
  source.phase = CollectActivity::Phase::kCollecting;
  for (Waiter& waiter : source.waiters) waiter.started = true;
  ++in_flight_;
  threads_[id] = std::move(thread);
  return true;
}

void CollectScheduler::StartDue(absl::Time now) {
  int busy = BusyCount(now);
  // Those that hung the last time, the longest due first.
  std::vector<std::pair<absl::Time, std::string>> suspects;
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
      if (!asked && source.failing_by == kHung) {
        suspects.emplace_back(source.next, id);
        continue;
      }
      if (!StartOne(id, source, now)) return;
      ++busy;
    }
  }
  std::sort(suspects.begin(), suspects.end());
  int suspects_in_flight = 0;
  for (const auto& [id, source] : sources_) {
    if (source.in_flight && source.failing_by == kHung) ++suspects_in_flight;
  }
  const int most = std::max(1, options_.concurrency / 2);
  for (const auto& [due, id] : suspects) {
    if (busy >= options_.concurrency || suspects_in_flight >= most) return;
    if (!StartOne(id, sources_[id], now)) return;
    ++busy;
    ++suspects_in_flight;
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
    if (in_flight_ > 0 || checks_ > 0) wait = std::min(wait, kLook);
    wait = std::clamp(wait, absl::Milliseconds(1), absl::Minutes(1));
    mutex_.AwaitWithTimeout(absl::Condition(&woken_), wait);
    woken_ = false;
    std::vector<std::thread> ended;
    ended.swap(ended_);
    mutex_.Unlock();
    watch_.Sweep(absl::Now());
    for (std::thread& thread : ended) thread.join();
    mutex_.Lock();
  }
}

void CollectScheduler::ScheduleNext(Source& source,
                                    const CollectionResult& result) {
  if (source.config.push) {
    source.phase = CollectActivity::Phase::kIdle;
    source.next = absl::InfiniteFuture();
    return;
  }
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
  CollectProgress progress;
  progress.source = id;
  {
    absl::MutexLock lock(&mutex_);
    Source& source = sources_[id];
    config = source.config;
    surroundings = surroundings_;
    Tell(source, progress);
  }
  if (config.push) {
    surroundings.base_directory = absl::StrCat(options_.inbox, "/", id);
  }
  const auto heard = [&](int64_t batches, int64_t rows) {
    progress.batches = batches;
    progress.rows = rows;
    absl::MutexLock lock(&mutex_);
    sources_[id].heard = clock_.Now();
    Tell(sources_[id], progress);
  };
  const absl::Time begun = clock_.Now();
  absl::StatusOr<CollectionResult> result = collection_.Run(
      AsCollected(config), surroundings, options_.limits, heard);
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
  progress.superseded = result->superseded;
  progress.unchanged = result->outcome == TryOutcome::kUnchanged;
  if (!result->attempt.message.empty() || !result->attempt.rule.empty()) {
    progress.failure = result->attempt;
  }
  bool changed = false;
  {
    absl::MutexLock lock(&mutex_);
    Source& source = sources_[id];
    changed = source.failing_by != result->attempt.rule;
    source.failing_by = result->attempt.rule;
  }
  if (changed) options_.on_change(id, *result);
  options_.on_end(*result, clock_.Now() - begun);

  absl::MutexLock lock(&mutex_);
  Source& source = sources_[id];
  Tell(source, progress);
  std::vector<Waiter>& waiters = source.waiters;
  const auto served = std::stable_partition(
      waiters.begin(), waiters.end(),
      [](const Waiter& waiter) { return !waiter.started; });
  for (auto waiter = served; waiter != waiters.end(); ++waiter) {
    --waiter->caller->unserved;
  }
  waiters.erase(served, waiters.end());
  source.in_flight = false;
  if (source.removed) {
    sources_.erase(id);
  } else if (source.config == config) {
    ScheduleNext(source, *result);
  } else {
    // It was configured anew meanwhile: this says nothing about it as it is.
    source.phase = CollectActivity::Phase::kIdle;
  }
  --in_flight_;
  woken_ = true;
  ended_.push_back(std::move(threads_[id]));
  threads_.erase(id);
}

absl::Status CollectScheduler::CollectNow(
    const Principal& who, const std::vector<std::string>& ids,
    const std::function<void(const CollectProgress&)>& progress,
    const absl::Notification& cancelled) {
  const auto caller = std::make_shared<Caller>();
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return absl::UnavailableError("The daemon is stopping.");
    for (const std::string& id : ids) {
      const auto source = sources_.find(id);
      if (source == sources_.end() || source->second.removed) {
        return NoSuchSource(id);
      }
    }
    for (const std::string& id :
         std::set<std::string>(ids.begin(), ids.end())) {
      sources_[id].waiters.push_back({caller});
      ++caller->unserved;
    }
    woken_ = true;
  }
  while (true) {
    std::vector<CollectProgress> news;
    bool served = false;
    {
      absl::MutexLock lock(&mutex_);
      const auto has_news = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return !caller->news.empty() || caller->unserved == 0 || stopping_;
      };
      mutex_.AwaitWithTimeout(absl::Condition(&has_news), kLook);
      if (stopping_) return absl::UnavailableError("The daemon is stopping.");
      news.swap(caller->news);
      served = caller->unserved == 0;
    }
    if (cancelled.HasBeenNotified()) {
      return absl::CancelledError(
          "Nobody waits any more; the collection goes on.");
    }
    for (const CollectProgress& step : news) progress(step);
    if (served) break;
  }
  absl::MutexLock lock(&mutex_);
  if (caller->gone.empty()) return absl::OkStatus();
  return absl::NotFoundError(
      absl::StrCat("Left the configuration before their turn came: ",
                   absl::StrJoin(caller->gone, ", "), "."));
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
      return NoSuchSource(id);
    }
    config = AsCollected(source->second.config);
    surroundings = surroundings_;
    ++checks_;
    woken_ = true;
  }
  if (config.push) {
    surroundings.base_directory = absl::StrCat(options_.inbox, "/", id);
  }
  const AdapterCheck check =
      collection_.Check(config, surroundings, options_.limits, cancelled);
  {
    absl::MutexLock lock(&mutex_);
    --checks_;
  }
  if (cancelled.HasBeenNotified()) {
    return absl::CancelledError("Nobody waits for the check any more.");
  }
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
