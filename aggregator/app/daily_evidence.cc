#include "aggregator/app/daily_evidence.h"

#include <string>

#include "aggregator/app/log.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// How often it is looked whether a day began.
constexpr absl::Duration kLookInterval = absl::Minutes(1);

// The moment that lies `span` before `now`: what ended before it is too old.
absl::Time Border(const CalendarSpan& span, absl::Time now,
                  absl::TimeZone zone) {
  return CalendarSpan{-span.months, -span.length}.AddTo(now, zone);
}

}  // namespace

void DailyEvidence::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void DailyEvidence::Stop() {
  if (!thread_.joinable()) return;
  stop_.Notify();
  thread_.join();
}

absl::Status DailyEvidence::RunIfDue() {
  const Day day = today_();
  ASSIGN_OR_RETURN(const bool is_due, keeper_.IsRootDue(day.zone));
  if (!is_due) return absl::OkStatus();
  // First, so that the root covers the record of it.
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(purge_.Run(
      Principal::System("retention"),
      {.charges = Border(day.retention.charges, now, day.zone),
       .measurements = Border(day.retention.measurements, now, day.zone),
       .originals = Border(day.retention.originals, now, day.zone),
       .remarks = Border(day.retention.remarks, now, day.zone)}));
  return keeper_.SignDailyRoot(day.zone).status();
}

void DailyEvidence::Loop() {
  bool failed = false;
  do {
    const absl::Status done = RunIfDue();
    // Once, on change: it is tried again every minute.
    if (!done.ok() && !failed) {
      Log(LogLevel::kError, "evidence-not-signed",
          {{"why", std::string(done.message())}});
    } else if (done.ok() && failed) {
      Log(LogLevel::kInfo, "evidence-signed-again", {});
    }
    failed = !done.ok();
  } while (!stop_.WaitForNotificationWithTimeout(kLookInterval));
}

}  // namespace regisseur
