#pragma once

#include <memory>
#include <string>

#include "aggregator/operation/backup_keeper.h"
#include "aggregator/operation/claim_watch.h"
#include "aggregator/operation/collection_tally.h"
#include "aggregator/operation/doctor.h"
#include "aggregator/operation/operation.h"

namespace regisseur {

// The operation of a running daemon, put together from its parts.
class DaemonOperation final : public Operation {
 public:
  // All refer to what outlives it.
  DaemonOperation(DoctorContext context, BackupKeeper& backups,
                  const CollectionTally& tally)
      : context_(std::move(context)),
        backups_(backups),
        tally_(tally),
        claims_(context_.answers) {}

  absl::StatusOr<Backup> CreateBackup(
      const Principal& who, const std::string& dir,
      const std::string& request_id, bool repeated,
      const std::function<bool()>& cancelled) override {
    return backups_.Make(who, dir, request_id, repeated, cancelled);
  }
  absl::StatusOr<std::vector<Backup>> ListBackups(
      const Principal& who) const override {
    return backups_.List();
  }
  absl::StatusOr<DoctorReport> Examine(const Principal& who) const override {
    DoctorReport report;
    report.time = context_.clock.Now();
    report.checks = RunChecks(who, context_);
    return report;
  }
  absl::StatusOr<std::string> RenderMetrics(
      const Principal& who) const override;

 private:
  const DoctorContext context_;
  BackupKeeper& backups_;
  const CollectionTally& tally_;
  const ClaimWatch claims_;
};

}  // namespace regisseur
