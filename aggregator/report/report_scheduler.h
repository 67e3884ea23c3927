#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "aggregator/report/report_delivery.h"
#include "aggregator/report/report_engine.h"
#include "core/base/repeating_task.h"

namespace regisseur {

// Makes reports when they are due, makes up for those that came due while
// nobody was there, records the others as missed, and delivers. What it did is
// in the matters; it has no memory of its own, so that a stop loses nothing and
// does nothing twice. Thread-safe.
class ReportScheduler {
 public:
  // Something happened, for the log.
  struct Event {
    std::string name;  // `report-issued`
    bool good = true;
    std::string report;
    std::string about;  // the period, the run, the recipient
    std::string why;    // it is not good
  };
  using OnEvent = std::function<void(const Event& event)>;

  // All must outlive it.
  ReportScheduler(ReportEngine& engine, ReportDelivery& delivery,
                  OnEvent on_event);

  void Start() { task_.Start(); }
  // Ends what is being made.
  void Stop();
  // The plans are others, or something was issued.
  void Wake();

  // Does what there is to do now; when to look again. For tests, and the task.
  absl::StatusOr<absl::Time> Look();

  // Since when a plan's schedule holds; absent before the first look at it.
  static absl::StatusOr<std::optional<absl::Time>> HoldsSince(
      const MatterStore& matters, const Principal& who, const ReportPlan& plan);

 private:
  void LookIfDue();
  absl::StatusOr<absl::Time> Open(const ReportPlan& plan);
  absl::Status DoDue(const ReportPlan& plan,
                     const std::vector<ReportIssueRecord>& issues);
  absl::Status MakeOne(const ReportPlan& plan, absl::Time due);
  absl::Status Miss(const ReportPlan& plan, absl::Time due,
                    const std::string& why);
  // The period of a run, or its day when the template is not known.
  std::string PeriodOf(const ReportPlan& plan, absl::Time due);
  absl::Status DeliverAll(const std::vector<ReportIssueRecord>& issues);
  // What came due since `looked` is looked at next.
  absl::Time NextLook(const std::vector<ReportIssueRecord>& issues,
                      absl::Time looked) const;
  absl::StatusOr<std::vector<ReportIssueRecord>> Issues() const;

  ReportEngine& engine_;
  ReportDelivery& delivery_;
  const OnEvent on_event_;
  absl::Notification stopping_;
  absl::Mutex mutex_;
  absl::Time next_look_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  RepeatingTask task_;
};

}  // namespace regisseur
