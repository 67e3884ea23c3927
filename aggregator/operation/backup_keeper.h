#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "aggregator/config/daemon_config.h"
#include "aggregator/storage/backup.h"
#include "core/base/clock.h"
#include "core/base/repeating_task.h"

namespace regisseur {

// Makes backups when they are due and when somebody asks, and remembers how it
// went. A backup is due `every` after the last whole one in the folder, also
// one of an earlier daemon; after a failure it is tried again soon.
// Thread-safe.
class BackupKeeper {
 public:
  struct State {
    std::optional<Backup> last;  // the newest proven one
    absl::Status failure;        // of the last try; OK when it went well
    absl::Time failed_time;
    // Of the last removal of old ones; OK when it went well.
    absl::Status removal_failure;
    absl::Duration last_took = absl::ZeroDuration();
    int64_t made = 0;    // since the start
    int64_t failed = 0;  // since the start
  };
  // Hears of every backup that was made or failed; for the log.
  using Report = std::function<void(const absl::StatusOr<Backup>&)>;
  // Hears when old ones could not be removed; for the log.
  using RemovalReport = std::function<void(const absl::Status&)>;

  BackupKeeper(BackupSource source, Report report,
               RemovalReport report_removal);
  // Cancels what runs and waits for it.
  ~BackupKeeper();

  // Other settings from now on; an empty folder means no schedule.
  void SetConfig(const BackupConfig& config);
  // Begins to make backups by itself.
  void Start();
  void Stop();

  // Now, after one that runs. A request id that was used for the same folder
  // gives the same backup, and one that failed is tried again; ALREADY_EXISTS
  // for another folder, and when `repeated` (the audit trail has the request
  // already) but what came of it is forgotten: since a restart, or behind a
  // thousand others.
  absl::StatusOr<Backup> Make(const Principal& who, const std::string& dir,
                              const std::string& request_id, bool repeated,
                              const std::function<bool()>& cancelled);
  absl::StatusOr<std::vector<Backup>> List() const;
  State state() const;
  BackupConfig config() const;

 private:
  struct Made {
    std::string dir;
    absl::StatusOr<Backup> outcome;
  };

  void MakeIfDue();
  absl::StatusOr<Backup> MakeOne(const Principal& who, const std::string& dir,
                                 const std::function<bool()>& cancelled);
  // One at a time: waits for the one that runs. CANCELLED.
  absl::Status TakeTurn(const std::function<bool()>& cancelled);
  void EndTurn();
  // Within a turn, since it needs the store for itself.
  void RemoveOld(const BackupConfig& config);
  absl::Time NextDue(absl::Time now) const;

  const BackupSource source_;
  const Report report_;
  const RemovalReport report_removal_;

  mutable absl::Mutex mutex_;
  std::map<std::string, Made> by_request_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::string> requests_ ABSL_GUARDED_BY(mutex_);  // oldest first
  bool idle_ ABSL_GUARDED_BY(mutex_) = true;
  BackupConfig config_ ABSL_GUARDED_BY(mutex_);
  State state_ ABSL_GUARDED_BY(mutex_);

  RepeatingTask task_;  // last: it uses the others
};

}  // namespace regisseur
