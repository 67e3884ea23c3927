#pragma once

#include "absl/status/statusor.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/operation/operation.h"
#include "core/base/clock.h"
#include "regisseur/operation/v1/operation.pb.h"

namespace regisseur {

// regisseur.operation.v1.OperationService. Thread-safe.
class OperationHandlers {
 public:
  // `operation` null: there is none to run, every call is UNIMPLEMENTED.
  explicit OperationHandlers(Operation* operation) : operation_(operation) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<operation::v1::Backup> CreateBackup(
      const CallContext& call,
      const operation::v1::CreateBackupRequest& request);
  absl::StatusOr<operation::v1::ListBackupsResponse> ListBackups(
      const CallContext& call,
      const operation::v1::ListBackupsRequest& request) const;
  absl::StatusOr<operation::v1::DoctorReport> GetDoctorReport(
      const CallContext& call,
      const operation::v1::GetDoctorReportRequest& request) const;
  absl::StatusOr<operation::v1::Metrics> GetMetrics(
      const CallContext& call,
      const operation::v1::GetMetricsRequest& request) const;

 private:
  absl::StatusOr<Operation*> Get() const;

  Operation* const operation_;
};

}  // namespace regisseur
