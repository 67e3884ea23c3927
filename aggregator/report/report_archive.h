#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/report_record.h"

namespace regisseur {

// A file to be archived.
struct ArchivedReportFile {
  std::string format;
  std::string name;
  std::string content;
};

// The files of issued reports: root/id/period/revision/. A revision's folder is
// there wholly or not at all; what no step of a matter tells of is an orphan of
// a stop. Its writers are one at a time; readers are free.
class ReportArchive {
 public:
  explicit ReportArchive(std::string root) : root_(std::move(root)) {}

  std::string FolderOf(const std::string& id, const std::string& period,
                       int revision) const;
  // What the archived file of a format is called.
  static std::string FileName(const std::string& id, const std::string& period,
                              int revision, const std::string& format);

  // Writes a revision durably; an orphan of the same name goes first. Returns
  // the records of the files.
  absl::StatusOr<std::vector<ReportFileRecord>> Write(
      const std::string& id, const std::string& period, int revision,
      const std::vector<ArchivedReportFile>& files) const;

  // Puts a file back that is not there any more, with the bytes that it was
  // issued with.
  absl::Status Restore(const ReportIssueRecord& issue,
                       const ReportFileRecord& file,
                       const std::string& content) const;

  // What was written of a revision that was not issued after all.
  absl::Status Remove(const std::string& id, const std::string& period,
                      int revision) const;

  // The bytes as they were issued. NOT_FOUND when the file is not there;
  // DATA_LOSS when it has another checksum than the chain of evidence.
  absl::StatusOr<std::string> Read(const ReportIssueRecord& issue,
                                   const ReportFileRecord& file) const;

  // A mark that a run which somebody asked for began. It outlives the process:
  // what is marked at the next start was interrupted.
  struct Begun {
    std::string id;
    std::string period;
    std::string template_name;
    std::string by;    // who asked for it
    std::string time;  // RFC 3339
  };
  absl::Status MarkBegun(const Begun& begun) const;
  absl::Status RemoveMark(const Begun& begun) const;
  absl::StatusOr<std::vector<Begun>> ListBegun() const;

  // Removes what a stop left: marks, folders that `issued` does not know,
  // halves.
  absl::Status RemoveOrphans(
      const std::function<bool(const std::string& id, const std::string& period,
                               int revision)>& issued) const;

 private:
  std::string MarkOf(const Begun& begun) const;

  const std::string root_;
};

// The SHA-256 of a file, hexadecimal.
std::string ReportFileHash(absl::string_view content);

// `application/pdf`.
absl::string_view ReportMediaType(absl::string_view format);

}  // namespace regisseur
