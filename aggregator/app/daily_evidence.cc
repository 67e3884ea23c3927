#include "aggregator/app/daily_evidence.h"

#include <string>
#include <utility>

#include "aggregator/app/log.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// The moment that lies `span` before `now`: what ended before it is too old.
absl::Time Border(const CalendarSpan& span, absl::Time now,
                  absl::TimeZone zone) {
  return CalendarSpan{-span.months, -span.length}.AddTo(now, zone);
}

// Once, on change: it is tried again every minute.
void LogChange(const absl::Status& before, const absl::Status& now,
               absl::string_view fails, absl::string_view works) {
  if (before.ok() == now.ok()) return;
  if (now.ok()) {
    Log(LogLevel::kInfo, works, {});
  } else {
    Log(LogLevel::kError, fails, {{"why", std::string(now.message())}});
  }
}

}  // namespace

absl::Status DailyEvidence::PurgeIfDue(const Day& day) {
  const absl::Time now = clock_.Now();
  const absl::CivilDay today = absl::ToCivilDay(now, day.zone);
  if (purged_ == today) return absl::OkStatus();
  RETURN_IF_ERROR(purge_.Run(
      Principal::System("retention"),
      {.charges = Border(day.retention.charges, now, day.zone),
       .measurements = Border(day.retention.measurements, now, day.zone),
       .originals = Border(day.retention.originals, now, day.zone),
       .remarks = Border(day.retention.remarks, now, day.zone),
       .tickets = Border(day.retention.tickets, now, day.zone),
       .objectives = Border(day.retention.objectives, now, day.zone),
       .invoices = Border(day.retention.invoices, now, day.zone),
       .pulse_words = Border(day.retention.pulse_words, now, day.zone)}));
  purged_ = today;
  return absl::OkStatus();
}

void DailyEvidence::RunIfDue() {
  const Day day = today_();
  Failures failures;
  // First, so that the root covers the record of it.
  failures.purge = PurgeIfDue(day);
  failures.root = keeper_.SignDailyRoot(day.zone).status();
  absl::MutexLock lock(&mutex_);
  failures_ = std::move(failures);
}

DailyEvidence::Failures DailyEvidence::failures() const {
  absl::MutexLock lock(&mutex_);
  return failures_;
}

void DailyEvidence::RunAndLog() {
  const Failures before = failures();
  RunIfDue();
  const Failures now = failures();
  LogChange(before.purge, now.purge, "retention-failed",
            "retention-works-again");
  LogChange(before.root, now.root, "evidence-not-signed",
            "evidence-signed-again");
}

}  // namespace regisseur
