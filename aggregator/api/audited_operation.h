#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/changes/acts.h"
#include "aggregator/operation/operation.h"
#include "core/base/status_macros.h"

namespace regisseur {

// An operation of the daemon whose acts stand in the audit trail before they
// are done. Thread-safe; what it is given must outlive it.
class AuditedOperation final : public Operation {
 public:
  AuditedOperation(Operation& operation, Acts& acts)
      : operation_(operation), acts_(acts) {}

  absl::StatusOr<Backup> CreateBackup(
      const Principal& who, const std::string& dir,
      const std::string& request_id, bool repeated,
      const std::function<bool()>& cancelled) override {
    Act act;
    act.method = "regisseur.operation.v1.OperationService.CreateBackup";
    act.subject = "backup";
    act.request_id = request_id;
    act.content = dir;
    act.arguments = {{"dir", dir}};
    ASSIGN_OR_RETURN(
        const Acts::Done done,
        acts_.Do(who, std::move(act),
                 [](Transaction&, Act&) -> absl::StatusOr<std::string> {
                   return std::string();
                 }));
    return operation_.CreateBackup(who, dir, request_id,
                                   repeated || done.repeated, cancelled);
  }
  absl::StatusOr<std::vector<Backup>> ListBackups(
      const Principal& who) const override {
    return operation_.ListBackups(who);
  }
  absl::StatusOr<DoctorReport> Examine(const Principal& who) const override {
    return operation_.Examine(who);
  }
  absl::StatusOr<std::string> RenderMetrics(
      const Principal& who) const override {
    return operation_.RenderMetrics(who);
  }

 private:
  Operation& operation_;
  Acts& acts_;
};

}  // namespace regisseur
