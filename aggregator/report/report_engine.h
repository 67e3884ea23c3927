#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/report/report_archive.h"
#include "aggregator/report/report_program.h"
#include "aggregator/storage/matter_store.h"
#include "aggregator/storage/report_record.h"
#include "core/base/clock.h"
#include "core/schedule/report_plan.h"

namespace regisseur {

// What is asked to be made.
struct ReportRequest {
  ReportPlan plan;
  std::string period;             // of the template's kind
  std::optional<absl::Time> due;  // of its schedule; absent: somebody asked
  // Beside those of the plan.
  std::vector<std::string> formats;
  bool dry_run = false;
  // What its act carries.
  MatterRequest act;
};

// How far one is.
struct ReportProgress {
  std::string stage;    // `collecting`, `drawing`
  std::string subject;  // the method that is asked, the format that is drawn
  int done = 0;
  int total = 0;  // 0: not known
};

struct ReportOutcome {
  ReportIssueRecord issue;
  // The period was issued and nothing of it differs; `issue` is that one.
  bool unchanged = false;
  std::vector<ReportDifferenceRow> differences;
  std::string preview;  // of a dry run: the first format
};

// What an engine is made of; everything outlives it.
struct ReportParts {
  Acts& acts;
  const MatterStore& matters;
  ReportProgram& program;
  AnswerQuestion answer;
  const Clock& clock;
  std::string archive;  // the folder
  std::string program_version;
};

// Makes reports: collects the answers of one moment, draws them, archives the
// files, and issues them by an act that carries their checksums. A schedule's
// run is issued once however often the daemon dies: what was archived without
// an act is an orphan and goes. Thread-safe; one report at a time is made,
// others wait.
class ReportEngine {
 public:
  explicit ReportEngine(ReportParts parts)
      : parts_(std::move(parts)), archive_(parts_.archive) {}

  void SetPlans(std::shared_ptr<const ReportPlans> plans);
  std::shared_ptr<const ReportPlans> plans() const;

  // The template. NOT_FOUND with the names that there are; what ReportProgram
  // says when it cannot be asked.
  absl::StatusOr<ReportTemplate> FindTemplate(const std::string& name);
  // A configured report, or one of a template that is made on request, told
  // `parameters`. NOT_FOUND otherwise.
  absl::StatusOr<ReportPlan> FindPlan(
      const std::string& id,
      const std::map<std::string, std::string>& parameters);
  // The period that a run is about. INVALID_ARGUMENT for one of another kind
  // than the template's; an empty text: that of a run on `day`.
  absl::StatusOr<std::string> PeriodOf(const ReportPlan& plan,
                                       const std::string& text,
                                       absl::CivilDay day);

  using Report = std::function<absl::Status(const ReportProgress&)>;
  // Makes it. UNAVAILABLE or FAILED_PRECONDITION when it cannot be made; then
  // nothing is issued.
  absl::StatusOr<ReportOutcome> Run(const Principal& who,
                                    const ReportRequest& request,
                                    const Report& report,
                                    const absl::Notification& cancelled);

  // Records that a run failed, or that it is missed and will not be made.
  // Without `due` somebody asked for it.
  absl::Status Record(const Principal& who, const ReportPlan& plan,
                      const std::string& period, std::optional<absl::Time> due,
                      MatterMove move, const std::string& why);

  // What became of a period, the oldest first.
  absl::StatusOr<std::vector<ReportIssueRecord>> IssuesOf(
      const Principal& who, const std::string& id,
      const std::string& period) const;
  // One revision, or with 0 the last. NOT_FOUND when it was not issued.
  absl::StatusOr<ReportIssueRecord> FindIssue(const Principal& who,
                                              const std::string& id,
                                              const std::string& period,
                                              int revision) const;

  // A file as it was archived, or drawn anew from the archived document.
  struct File {
    ReportFileRecord record;
    std::string content;
  };
  absl::StatusOr<File> GetFile(const Principal& who,
                               const ReportIssueRecord& issue,
                               const std::string& format,
                               const std::string& language,
                               const absl::Notification& cancelled);
  absl::StatusOr<std::vector<ReportDifferenceRow>> Compare(
      const Principal& who, const ReportIssueRecord& older,
      const ReportIssueRecord& newer);

  // At start, before anything is made: what somebody had asked for and a stop
  // interrupted is recorded as missed, and what it left behind goes.
  absl::Status RemoveOrphans();

  const ReportArchive& archive() const { return archive_; }
  const ReportParts& parts() const { return parts_; }

 private:
  // The document of an issue; its file is put back from the database, which
  // backups hold, when it is not there any more.
  absl::StatusOr<std::string> Document(const Principal& who,
                                       const ReportIssueRecord& issue) const;
  // Its file, for the program.
  std::string DocumentPath(const ReportIssueRecord& issue) const;
  absl::Status RecordInterrupted();
  absl::Status Take(const absl::Notification& cancelled);
  void Leave();
  std::vector<std::string> Folders() const;
  // When the report of the period before was as known.
  absl::StatusOr<std::optional<absl::Time>> Since(const Principal& who,
                                                  const std::string& id,
                                                  const std::string& period);
  absl::StatusOr<ReportOutcome> Make(const Principal& who,
                                     const ReportRequest& request,
                                     const Report& report,
                                     const absl::Notification& cancelled);
  absl::Status Issue(const Principal& who, const ReportRequest& request,
                     const CollectedDocument& document, int revision,
                     const std::vector<ReportFileRecord>& files);

  const ReportParts parts_;
  const ReportArchive archive_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const ReportPlans> plans_ ABSL_GUARDED_BY(mutex_) =
      std::make_shared<const ReportPlans>();
  // As they were listed last, and when.
  absl::StatusOr<std::vector<ReportTemplate>> templates_
      ABSL_GUARDED_BY(mutex_) = std::vector<ReportTemplate>();
  absl::Time listed_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace regisseur
