#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/storage/matter_store.h"

namespace regisseur {

// A report and a period as a matter (MatterKind::kReport): its name is
// `id/period`, and its steps say what was issued, failed, missed and sent. The
// matter that is called `id` alone says since when the schedule holds.

// A file of an issue as its step says it.
struct ReportFileRecord {
  std::string format;
  std::string name;
  int64_t bytes = 0;
  std::string sha256;   // hexadecimal
  std::string problem;  // why it could not be made; then the rest is empty
};

// How one delivery stands.
struct ReportDeliveryRecord {
  std::string to;  // the recipient's name
  std::string kind;
  bool sent = false;
  int attempts = 0;  // that failed
  std::optional<absl::Time> last;
  std::string problem;  // of the last failure

  // When it is tried next; absent when it was sent or given up.
  std::optional<absl::Time> Next() const;
  bool GivenUp() const { return !sent && attempts > 0 && !Next().has_value(); }
};

// What became of a run.
struct ReportIssueRecord {
  enum class State { kIssued, kFailed, kMissed };

  std::string report;
  std::string period;
  State state = State::kIssued;
  int revision = 0;  // from 1; 0 unless it was issued
  std::optional<absl::Time> due;
  std::optional<absl::Time> as_of;
  absl::Time time;  // when it was recorded
  std::string language;
  std::string template_name;
  std::string program;
  int differences = 0;
  std::string identity;  // of who made it
  std::string why;       // it failed or was missed
  int attempts = 0;      // to make it, that failed
  std::vector<ReportFileRecord> files;
  std::vector<ReportDeliveryRecord> deliveries;
  int64_t place = 0;  // of its step among all; orders what is equally old

  // When making it is tried again; absent unless a schedule's run failed, and
  // when it is given up.
  std::optional<absl::Time> Next() const;
  // `report.period.revision.to`, the same for each attempt.
  std::string DeliveryId(absl::string_view to) const;
};

// How long after the n-th failure, from 1, something is tried again: minutes
// at first, then hours, for three days. Absent: no more.
std::optional<absl::Duration> ReportBackoff(int failures);

// The name of the matter, and back. No period for the schedule's own.
std::string ReportMatterName(absl::string_view id, absl::string_view period);
std::pair<std::string, std::string> ReportAndPeriod(absl::string_view name);

// Values of steps.
inline constexpr char kReportRevision[] = "revision";
inline constexpr char kReportDue[] = "due";
inline constexpr char kReportAsOf[] = "as_of";
inline constexpr char kReportLanguage[] = "language";
inline constexpr char kReportTemplate[] = "template";
inline constexpr char kReportProgram[] = "program";
inline constexpr char kReportDifferences[] = "differences";
inline constexpr char kReportFile[] = "file";       // format name bytes sha256
inline constexpr char kReportNoFile[] = "no_file";  // format why
inline constexpr char kReportRecipient[] = "recipient";  // name kind
inline constexpr char kReportTo[] = "to";
inline constexpr char kReportWhy[] = "why";
inline constexpr char kReportSchedule[] = "schedule";
inline constexpr char kReportZone[] = "time_zone";

// What became of the runs of one matter, in the order in which they began.
// DATA_LOSS when it cannot be read.
absl::StatusOr<std::vector<ReportIssueRecord>> ReportIssuesOf(
    const Matter& matter);

// Of all reports; `id` and `period` may be empty. Newest first.
absl::StatusOr<std::vector<ReportIssueRecord>> ListReportIssueRecords(
    const MatterStore& store, const Principal& who, absl::string_view id,
    absl::string_view period, AsOf as_of);

}  // namespace regisseur
