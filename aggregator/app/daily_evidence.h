#pragma once

#include <functional>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/config/daemon_config.h"
#include "aggregator/evidence/evidence_keeper.h"
#include "aggregator/storage/retention.h"
#include "core/base/clock.h"
#include "core/base/repeating_task.h"

namespace regisseur {

// What is due once a day: after each local midnight what has been kept long
// enough is purged, and a root is signed unless somebody signed one. Neither
// waits for the other to work. At a start the purge runs at once, and a root
// that was missed is signed. Start and Stop belong to one thread; failures()
// may be asked from any.
class DailyEvidence {
 public:
  struct Day {
    absl::TimeZone zone;
    RetentionConfig retention;
  };

  // All must outlive it. `today` is asked each time: it may be configured anew.
  DailyEvidence(EvidenceKeeper& keeper, RetentionPurge& purge,
                const Clock& clock, std::function<Day()> today)
      : keeper_(keeper),
        purge_(purge),
        clock_(clock),
        today_(std::move(today)),
        task_(absl::Minutes(1), [this] { RunAndLog(); }) {}

  void Start() { task_.Start(); }
  void Stop() { task_.Stop(); }

  // How the last tries went; OK when they went well or none was due.
  struct Failures {
    absl::Status root;   // why none was signed
    absl::Status purge;  // why nothing was purged
  };
  Failures failures() const;

  // Does what is due; nothing when it was done today.
  void RunIfDue();

 private:
  void RunAndLog();
  absl::Status PurgeIfDue(const Day& day);

  EvidenceKeeper& keeper_;
  RetentionPurge& purge_;
  const Clock& clock_;
  const std::function<Day()> today_;
  // The local day of the last purge, of this program.
  std::optional<absl::CivilDay> purged_;
  mutable absl::Mutex mutex_;
  Failures failures_ ABSL_GUARDED_BY(mutex_);
  RepeatingTask task_;  // last: it uses the others
};

}  // namespace regisseur
