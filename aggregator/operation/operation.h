#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/storage/backup.h"
#include "core/principal/principal.h"

namespace regisseur {

// How a check of the doctor went; the order is from good to bad.
enum class CheckOutcome { kOk, kWarn, kFail };

// One thing that was looked at.
struct Check {
  std::string subject;  // what: `disk`, `source cloudnine-cost`
  CheckOutcome outcome = CheckOutcome::kOk;
  std::string message;  // what was found
  std::string action;   // what to do; empty when nothing is
};

struct DoctorReport {
  std::vector<Check> checks;
  absl::Time time;

  CheckOutcome Worst() const {
    CheckOutcome worst = CheckOutcome::kOk;
    for (const Check& check : checks) worst = std::max(worst, check.outcome);
    return worst;
  }
};

// Running the daemon, as the API asks for it. Thread-safe.
class Operation {
 public:
  virtual ~Operation() = default;

  // A backup made and proven now; `dir` empty: into the configured folder.
  // FAILED_PRECONDITION when none is configured, and as MakeBackup. `repeated`
  // says that the audit trail has the request already: see BackupKeeper::Make.
  virtual absl::StatusOr<Backup> CreateBackup(
      const Principal& who, const std::string& dir,
      const std::string& request_id, bool repeated,
      const std::function<bool()>& cancelled) = 0;
  // Of the configured folder, newest first.
  virtual absl::StatusOr<std::vector<Backup>> ListBackups(
      const Principal& who) const = 0;
  virtual absl::StatusOr<DoctorReport> Examine(const Principal& who) const = 0;
  // In the text format of Prometheus.
  virtual absl::StatusOr<std::string> RenderMetrics(
      const Principal& who) const = 0;
};

}  // namespace regisseur
