#include "services/probe/probe_round.h"

#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "services/sdk/problem.h"
#include "services/sdk/worker_pool.h"

namespace regisseur::probe {
namespace {

// How often the caller's thread looks whether it should give up.
constexpr absl::Duration kLook = absl::Milliseconds(100);

// What the threads of a round share.
class Round {
 public:
  Round(const ProbeOptions& options, absl::Time now) : options_(options) {
    limits_.timeout = options.timeout;
    limits_.allow_private = options.allow_private;
    limits_.ca_file = options.ca_file;
    limits_.now = now;
    limits_.cancelled = &cancelled_;
    results_.resize(options.targets.size() + options.references.size());
    open_ = results_.size();
  }

  size_t size() const { return results_.size(); }

  // On a thread of its own.
  void Try(size_t index) {
    const Probe& probe = *TargetAt(index).probe;
    TargetResult result;
    result.last = probe.Try(limits_);
    // A degraded target works, and one that cannot be tried stays so.
    while (result.last.state == OperationalState::kMajorOutage &&
           result.tries <= options_.retries && Pause()) {
      result.last = probe.Try(limits_);
      ++result.tries;
    }
    absl::MutexLock lock(&mutex_);
    results_[index] = std::move(result);
    --open_;
  }

  // False when it was cancelled.
  bool Await(const std::function<bool()>& cancelled) {
    for (;;) {
      {
        absl::MutexLock lock(&mutex_);
        const auto is_done = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
          return open_ == 0;
        };
        if (mutex_.AwaitWithTimeout(absl::Condition(&is_done), kLook)) {
          return true;
        }
      }
      if (cancelled()) {
        absl::MutexLock lock(&mutex_);
        cancelled_.store(true);
        return false;
      }
    }
  }

  // After Await, and when no thread is left.
  std::vector<TargetResult> TakeResults() {
    absl::MutexLock lock(&mutex_);
    return std::move(results_);
  }

 private:
  const Target& TargetAt(size_t index) const {
    const size_t targets = options_.targets.size();
    return index < targets ? options_.targets[index]
                           : options_.references[index - targets];
  }

  // False when the round was cancelled meanwhile.
  bool Pause() {
    absl::MutexLock lock(&mutex_);
    const auto is_cancelled = [this] { return cancelled_.load(); };
    return !mutex_.AwaitWithTimeout(absl::Condition(&is_cancelled),
                                    options_.pause);
  }

  const ProbeOptions& options_;
  ProbeLimits limits_;
  std::atomic<bool> cancelled_ = false;
  absl::Mutex mutex_;
  std::vector<TargetResult> results_ ABSL_GUARDED_BY(mutex_);
  size_t open_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace

absl::StatusOr<std::vector<TargetResult>> RunRound(
    const ProbeOptions& options, absl::Time now,
    const std::function<bool()>& cancelled) {
  Round round(options, now);
  const size_t size = options.targets.size() + options.references.size();
  bool done = false;
  {
    sdk::WorkerPool threads(static_cast<int>(size), /*max_waiting=*/0);
    for (size_t i = 0; i < size; ++i) {
      threads.TryRun([&round, i] { round.Try(i); });
    }
    done = round.Await(cancelled);
  }
  if (!done) return absl::CancelledError("the caller hung up");
  return round.TakeResults();
}

absl::StatusOr<StatusObservation> JudgeRound(
    const ProbeOptions& options, absl::Span<const TargetResult> results,
    absl::string_view origin, FindingList& findings) {
  const size_t targets = options.targets.size();
  bool anything_answers = false;
  bool a_reference_answers = false;
  for (size_t i = 0; i < results.size(); ++i) {
    anything_answers |= results[i].last.reached;
    a_reference_answers |= i >= targets && results[i].last.reached;
  }
  const bool has_references = !options.references.empty();
  if (has_references && !anything_answers) {
    return sdk::TransientProblem("probe-offline",
                                 {{"count", absl::StrCat(results.size())},
                                  {"where", std::string(origin)}});
  }
  for (size_t i = targets; i < results.size(); ++i) {
    const Target& reference = options.references[i - targets];
    if (results[i].last.reached) continue;
    findings.Add(Severity::kWarning, "probe-reference-silent", reference.id,
                 origin, 0, results[i].last.detail);
  }
  if (!has_references) {
    findings.Add(Severity::kInfo, "probe-no-reference", "references", origin, 0,
                 "");
  }
  StatusObservation told;
  told.lists_every_component = true;
  for (size_t i = 0; i < targets; ++i) {
    const Target& target = options.targets[i];
    const ProbeResult& last = results[i].last;
    Component component;
    component.id = target.id;
    component.name = target.name;
    component.state = last.state;
    const bool silent =
        last.state == OperationalState::kMajorOutage && !last.reached;
    if (last.state == OperationalState::kUnknown) {
      findings.Add(Severity::kError, "probe-unable", target.id, origin, 0,
                   last.detail);
    } else if (silent && has_references && !a_reference_answers) {
      component.state = OperationalState::kUnknown;
      findings.Add(Severity::kWarning, "probe-not-judged", target.id, origin, 0,
                   last.detail);
    } else if (last.state == OperationalState::kMajorOutage) {
      findings.Add(Severity::kWarning, "probe-down", target.id, origin, 0,
                   last.detail);
    } else if (last.state == OperationalState::kDegradedPerformance) {
      findings.Add(Severity::kWarning, "probe-degraded", target.id, origin, 0,
                   last.detail);
    } else if (results[i].tries > 1) {
      findings.Add(Severity::kInfo, "probe-second-try", target.id, origin, 0,
                   "");
    }
    told.components.push_back(std::move(component));
  }
  return told;
}

}  // namespace regisseur::probe
