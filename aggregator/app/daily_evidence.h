#pragma once

#include <functional>
#include <thread>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "aggregator/config/daemon_config.h"
#include "aggregator/evidence/evidence_keeper.h"
#include "aggregator/storage/retention.h"
#include "core/base/clock.h"

namespace regisseur {

// What is due once a day: after each local midnight a root is signed, and what
// has been kept long enough is purged. What a day was missed is done at the
// next start. Start and Stop belong to one thread.
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
        today_(std::move(today)) {}
  ~DailyEvidence() { Stop(); }

  void Start();
  void Stop();

  // Does what is due; nothing when it was done today.
  absl::Status RunIfDue();

 private:
  void Loop();

  EvidenceKeeper& keeper_;
  RetentionPurge& purge_;
  const Clock& clock_;
  const std::function<Day()> today_;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace regisseur
