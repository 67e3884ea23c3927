#include "aggregator/report/report_archive.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "aggregator/storage/durable_file.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"
#include "core/evidence/sha256.h"

namespace regisseur {
namespace {

constexpr char kHalf[] = ".making-";
constexpr char kBegun[] = ".begun-";
constexpr int64_t kMostBytes = int64_t{512} << 20;
constexpr int64_t kMostMarkBytes = 4096;

}  // namespace

std::string ReportFileHash(absl::string_view content) {
  return ToHex(Sha256Hasher().Hash(content));
}

absl::string_view ReportMediaType(absl::string_view format) {
  if (format == "html") return "text/html; charset=utf-8";
  if (format == "pdf") return "application/pdf";
  if (format == "xlsx") {
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  }
  if (format == "csv") return "application/zip";
  return "application/json";
}

std::string ReportArchive::FolderOf(const std::string& id,
                                    const std::string& period,
                                    int revision) const {
  return absl::StrCat(root_, "/", id, "/", period, "/", revision);
}

std::string ReportArchive::FileName(const std::string& id,
                                    const std::string& period, int revision,
                                    const std::string& format) {
  return absl::StrCat(id, "-", period,
                      revision > 1 ? absl::StrCat("-r", revision) : "", ".",
                      format == "csv" ? "csv.zip" : format);
}

absl::StatusOr<std::vector<ReportFileRecord>> ReportArchive::Write(
    const std::string& id, const std::string& period, int revision,
    const std::vector<ArchivedReportFile>& files) const {
  const std::string half =
      absl::StrCat(root_, "/", kHalf, id, "-", period, "-", revision);
  RETURN_IF_ERROR(RemoveTree(half));
  RETURN_IF_ERROR(MakeFolders(half));
  std::vector<ReportFileRecord> records;
  for (const ArchivedReportFile& file : files) {
    RETURN_IF_ERROR(
        WriteFileDurably(absl::StrCat(half, "/", file.name), file.content));
    records.push_back({.format = file.format,
                       .name = file.name,
                       .bytes = static_cast<int64_t>(file.content.size()),
                       .sha256 = ReportFileHash(file.content)});
  }
  RETURN_IF_ERROR(SyncFolder(half));
  Failpoint("report:files-written");
  const std::string folder = FolderOf(id, period, revision);
  RETURN_IF_ERROR(RemoveTree(folder));
  RETURN_IF_ERROR(MakeFolders(folder.substr(0, folder.rfind('/'))));
  RETURN_IF_ERROR(RenameDurably(half, folder));
  RETURN_IF_ERROR(SyncFolder(absl::StrCat(root_, "/", id)));
  RETURN_IF_ERROR(SyncFolder(root_));
  Failpoint("report:archived");
  return records;
}

absl::Status ReportArchive::Restore(const ReportIssueRecord& issue,
                                    const ReportFileRecord& file,
                                    const std::string& content) const {
  const std::string folder =
      FolderOf(issue.report, issue.period, issue.revision);
  RETURN_IF_ERROR(MakeFolders(folder));
  return WriteFileDurably(absl::StrCat(folder, "/", file.name), content);
}

absl::Status ReportArchive::Remove(const std::string& id,
                                   const std::string& period,
                                   int revision) const {
  return RemoveTree(FolderOf(id, period, revision));
}

absl::StatusOr<std::string> ReportArchive::Read(
    const ReportIssueRecord& issue, const ReportFileRecord& file) const {
  const std::string path = absl::StrCat(
      FolderOf(issue.report, issue.period, issue.revision), "/", file.name);
  ASSIGN_OR_RETURN(std::string content, ReadWholeFile(path, kMostBytes));
  if (ReportFileHash(content) != file.sha256) {
    return absl::DataLossError(
        absl::StrCat(path,
                     " is not the file that was issued: its checksum "
                     "differs from the chain of evidence; take it from "
                     "a backup"));
  }
  return content;
}

absl::Status ReportArchive::MarkBegun(const Begun& begun) const {
  RETURN_IF_ERROR(MakeFolders(root_));
  return WriteFileDurably(
      MarkOf(begun), absl::StrJoin({begun.id, begun.period, begun.template_name,
                                    begun.by, begun.time},
                                   "\n"));
}

absl::Status ReportArchive::RemoveMark(const Begun& begun) const {
  return RemoveTree(MarkOf(begun));
}

std::string ReportArchive::MarkOf(const Begun& begun) const {
  return absl::StrCat(root_, "/", kBegun, begun.id, "-", begun.period);
}

absl::StatusOr<std::vector<ReportArchive::Begun>> ReportArchive::ListBegun()
    const {
  std::vector<Begun> all;
  ASSIGN_OR_RETURN(const std::vector<std::string> names, ListFolder(root_));
  for (const std::string& name : names) {
    if (!absl::StartsWith(name, kBegun)) continue;
    ASSIGN_OR_RETURN(
        const std::string text,
        ReadWholeFile(absl::StrCat(root_, "/", name), kMostMarkBytes));
    const std::vector<std::string> lines = absl::StrSplit(text, '\n');
    // Half a mark says nothing that could be told.
    if (lines.size() != 5) continue;
    all.push_back({.id = lines[0],
                   .period = lines[1],
                   .template_name = lines[2],
                   .by = lines[3],
                   .time = lines[4]});
  }
  return all;
}

absl::Status ReportArchive::RemoveOrphans(
    const std::function<bool(const std::string& id, const std::string& period,
                             int revision)>& issued) const {
  ASSIGN_OR_RETURN(const std::vector<std::string> ids, ListFolder(root_));
  for (const std::string& id : ids) {
    const std::string of_id = absl::StrCat(root_, "/", id);
    if (absl::StartsWith(id, ".")) {
      RETURN_IF_ERROR(RemoveTree(of_id));
      continue;
    }
    ASSIGN_OR_RETURN(const std::vector<std::string> periods, ListFolder(of_id));
    for (const std::string& period : periods) {
      const std::string of_period = absl::StrCat(of_id, "/", period);
      ASSIGN_OR_RETURN(const std::vector<std::string> revisions,
                       ListFolder(of_period));
      for (const std::string& name : revisions) {
        int revision = 0;
        if (absl::SimpleAtoi(name, &revision) && issued(id, period, revision)) {
          continue;
        }
        RETURN_IF_ERROR(RemoveTree(absl::StrCat(of_period, "/", name)));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
