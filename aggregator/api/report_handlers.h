#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/report/report_delivery.h"
#include "aggregator/report/report_engine.h"
#include "aggregator/report/report_scheduler.h"

namespace regisseur {
namespace report::v1 {
class DownloadReportRequest;
class DownloadReportResponse;
class Report;
class ReportIssue;
class RunReportRequest;
class RunReportResponse;
}  // namespace report::v1

// What makes, keeps and delivers reports.
struct Reporting {
  ReportEngine& engine;
  ReportDelivery& delivery;
  ReportScheduler& scheduler;
};

// ReportService. Thread-safe; what it is given must outlive it.
class ReportHandlers {
 public:
  // Without `reporting` all methods are UNIMPLEMENTED.
  ReportHandlers(const Answers& answers, Reporting* reporting)
      : answers_(answers), reporting_(reporting) {}

  void Register(MethodRegistry& methods);

 private:
  void RegisterLists(MethodRegistry& methods);
  absl::StatusOr<Reporting*> Reports() const;
  absl::StatusOr<report::v1::Report> Describe(const CallContext& call,
                                              const ReportPlan& plan) const;
  absl::Status Run(
      const CallContext& call, const report::v1::RunReportRequest& request,
      const std::function<absl::Status(const report::v1::RunReportResponse&)>&
          write) const;
  absl::Status Download(
      const CallContext& call, const report::v1::DownloadReportRequest& request,
      const std::function<absl::Status(
          const report::v1::DownloadReportResponse&)>& write) const;

  const Answers& answers_;
  Reporting* const reporting_;
};

}  // namespace regisseur
