#include "aggregator/api/operation_handlers.h"

#include <string>

#include "aggregator/api/page.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

namespace pb = operation::v1;

pb::Backup BackupToWire(const Backup& backup) {
  const BackupManifest& manifest = backup.manifest;
  pb::Backup wire;
  wire.set_path(backup.path);
  SetTime(manifest.time, &wire, &pb::Backup::mutable_time);
  SetTime(manifest.verified_time, &wire, &pb::Backup::mutable_verified_time);
  wire.set_database_bytes(manifest.database_bytes);
  wire.set_originals(manifest.originals);
  const auto deliveries = manifest.summary.rows.find("delivery");
  if (deliveries != manifest.summary.rows.end()) {
    wire.set_deliveries(deliveries->second);
  }
  wire.set_schema(manifest.schema);
  wire.set_program(manifest.program);
  for (const std::string& lost : manifest.lost_originals) {
    wire.add_lost_originals(lost);
  }
  return wire;
}

pb::CheckOutcome OutcomeToWire(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::kOk:
      return pb::CHECK_OUTCOME_OK;
    case CheckOutcome::kWarn:
      return pb::CHECK_OUTCOME_WARN;
    case CheckOutcome::kFail:
      return pb::CHECK_OUTCOME_FAIL;
  }
  return pb::CHECK_OUTCOME_UNSPECIFIED;
}

}  // namespace

void OperationHandlers::Register(MethodRegistry& methods) {
  const std::string service = "regisseur.operation.v1.OperationService.";
  methods.AddUnary<pb::CreateBackupRequest, pb::Backup>(
      service + "CreateBackup",
      [this](const auto& call, const auto& request) {
        return CreateBackup(call, request);
      },
      /*long_running=*/true);
  methods.AddUnary<pb::ListBackupsRequest, pb::ListBackupsResponse>(
      service + "ListBackups", [this](const auto& call, const auto& request) {
        return ListBackups(call, request);
      });
  methods.AddUnary<pb::GetDoctorReportRequest, pb::DoctorReport>(
      service + "GetDoctorReport",
      [this](const auto& call, const auto& request) {
        return GetDoctorReport(call, request);
      },
      /*long_running=*/true);
  methods.AddUnary<pb::GetMetricsRequest, pb::Metrics>(
      service + "GetMetrics", [this](const auto& call, const auto& request) {
        return GetMetrics(call, request);
      });
}

absl::StatusOr<Operation*> OperationHandlers::Get() const {
  if (operation_ != nullptr) return operation_;
  return absl::UnimplementedError("this server has no operation of a daemon");
}

absl::StatusOr<pb::Backup> OperationHandlers::CreateBackup(
    const CallContext& call, const pb::CreateBackupRequest& request) {
  ASSIGN_OR_RETURN(Operation* const operation, Get());
  ASSIGN_OR_RETURN(const Backup backup,
                   operation->CreateBackup(
                       call.who, request.dir(), request.request_id(),
                       /*repeated=*/false,
                       [&call] { return call.cancelled.HasBeenNotified(); }));
  return BackupToWire(backup);
}

absl::StatusOr<pb::ListBackupsResponse> OperationHandlers::ListBackups(
    const CallContext& call, const pb::ListBackupsRequest& request) const {
  ASSIGN_OR_RETURN(Operation* const operation, Get());
  pb::ListBackupsRequest question = request;
  question.clear_page_size();
  question.clear_page_token();
  ASSIGN_OR_RETURN(const Page page,
                   ParsePage(request.page_size(), request.page_token(), AsOf{},
                             FingerprintQuestion(question), absl::Now()));
  ASSIGN_OR_RETURN(const std::vector<Backup> backups,
                   operation->ListBackups(call.who));
  pb::ListBackupsResponse response;
  RETURN_IF_ERROR(FillPage(page, backups, response,
                           [&](const Backup& backup) -> absl::StatusOr<size_t> {
                             *response.add_backups() = BackupToWire(backup);
                             return response.backups().rbegin()->ByteSizeLong();
                           }));
  return response;
}

absl::StatusOr<pb::DoctorReport> OperationHandlers::GetDoctorReport(
    const CallContext& call, const pb::GetDoctorReportRequest& request) const {
  ASSIGN_OR_RETURN(Operation* const operation, Get());
  ASSIGN_OR_RETURN(const DoctorReport report, operation->Examine(call.who));
  pb::DoctorReport response;
  SetTime(report.time, &response, &pb::DoctorReport::mutable_time);
  response.set_outcome(OutcomeToWire(report.Worst()));
  for (const Check& check : report.checks) {
    pb::Check* const line = response.add_checks();
    line->set_subject(check.subject);
    line->set_outcome(OutcomeToWire(check.outcome));
    line->set_message(check.message);
    line->set_action(check.action);
  }
  return response;
}

absl::StatusOr<pb::Metrics> OperationHandlers::GetMetrics(
    const CallContext& call, const pb::GetMetricsRequest& request) const {
  ASSIGN_OR_RETURN(Operation* const operation, Get());
  pb::Metrics response;
  ASSIGN_OR_RETURN(*response.mutable_text(),
                   operation->RenderMetrics(call.who));
  return response;
}

}  // namespace regisseur
