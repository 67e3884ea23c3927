#pragma once

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "aggregator/notify/courier.h"
#include "aggregator/report/report_engine.h"

namespace regisseur {

// Takes issued reports to their recipients: at least once, each attempt under
// the same id, and what became of it is a step of the matter, so that it is
// known after a restart. Thread-safe; one delivery at a time.
class ReportDelivery {
 public:
  // Both must outlive it.
  ReportDelivery(ReportEngine& engine, Courier& courier)
      : engine_(engine), courier_(courier) {}

  // One attempt. OK when it was taken; otherwise why not, which is recorded.
  // What was sent meanwhile is sent again only on purpose.
  absl::Status Deliver(const Principal& who, const ReportIssueRecord& issue,
                       const std::string& to, bool again,
                       const absl::Notification& cancelled);

 private:
  absl::StatusOr<Parcel> Compose(const ReportPlan& plan,
                                 const Recipient& recipient,
                                 const ReportIssueRecord& issue,
                                 const absl::Notification& cancelled);
  absl::Status Record(const Principal& who, const ReportIssueRecord& issue,
                      const std::string& to, const absl::Status& outcome);

  ReportEngine& engine_;
  Courier& courier_;
  absl::Mutex one_at_a_time_;
};

}  // namespace regisseur
