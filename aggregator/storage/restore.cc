#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "aggregator/storage/backup.h"
#include "aggregator/storage/backup_folder.h"
#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/file_lock.h"
#include "aggregator/storage/packed_file.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kRestoring[] = ".restoring";
constexpr char kReplacedPrefix[] = "replaced-";

// A restore goes through these, each durable before the next:
//   .restoring/new/      what comes in, whole
//   .restoring/ready     from now on it is finished, not begun anew; holds the
//                        name of the folder for the old content
//   .restoring/aside     the old content is aside
class RestoreFolder {
 public:
  explicit RestoreFolder(const std::string& data_dir)
      : data_dir_(data_dir), folder_(absl::StrCat(data_dir, "/", kRestoring)) {}

  std::string incoming() const { return absl::StrCat(folder_, "/new"); }
  bool IsThere() const { return access(folder_.c_str(), F_OK) == 0; }
  bool IsReady() const { return access(ready().c_str(), F_OK) == 0; }

  absl::Status BeginAnew() const {
    RETURN_IF_ERROR(RemoveTree(folder_));
    return MakeFolders(incoming());
  }
  absl::Status SetReady(const std::string& aside) const {
    return WriteFileDurably(ready(), aside);
  }
  // What a data folder holds besides the means of a restore.
  absl::StatusOr<std::vector<std::string>> OldContent() const {
    ASSIGN_OR_RETURN(const std::vector<std::string> names,
                     ListFolder(data_dir_));
    std::vector<std::string> old;
    for (const std::string& name : names) {
      if (name == kRestoring || name == "lost+found" ||
          name == absl::StrCat(kDatabase, ".lock") ||
          // Keys are the daemon's who signs, not the facts'.
          absl::EndsWith(name, ".key") || absl::EndsWith(name, ".pub") ||
          absl::StartsWith(name, kReplacedPrefix)) {
        continue;
      }
      old.push_back(name);
    }
    return old;
  }
  // Puts the old content aside and the new one in. Can be done again from any
  // point of it.
  absl::Status MoveIn() const {
    ASSIGN_OR_RETURN(const std::string aside, ReadWholeFile(ready(), 4096));
    const std::string moved = absl::StrCat(folder_, "/aside");
    if (access(moved.c_str(), F_OK) != 0) {
      ASSIGN_OR_RETURN(const std::vector<std::string> old, OldContent());
      for (const std::string& name : old) {
        const std::string folder = absl::StrCat(data_dir_, "/", aside);
        RETURN_IF_ERROR(MakeFolders(folder));
        RETURN_IF_ERROR(RenameDurably(absl::StrCat(data_dir_, "/", name),
                                      absl::StrCat(folder, "/", name)));
        Failpoint("restore:one-aside");
      }
      RETURN_IF_ERROR(SyncFolder(data_dir_));
      RETURN_IF_ERROR(WriteFileDurably(moved, ""));
    }
    Failpoint("restore:aside");
    // The documents first: a database is never there without them.
    for (const char* const name : {kOriginals, kDatabase}) {
      const std::string from = absl::StrCat(incoming(), "/", name);
      if (access(from.c_str(), F_OK) != 0) continue;
      RETURN_IF_ERROR(RenameDurably(from, absl::StrCat(data_dir_, "/", name)));
      Failpoint("restore:one-in");
    }
    RETURN_IF_ERROR(SyncFolder(data_dir_));
    // Without `ready` a daemon takes the folder again.
    const std::string done = absl::StrCat(data_dir_, "/", kRestoring, ".done");
    RETURN_IF_ERROR(RemoveTree(done));
    RETURN_IF_ERROR(RenameDurably(folder_, done));
    Failpoint("restore:done");
    return RemoveTree(done);
  }

 private:
  std::string ready() const { return absl::StrCat(folder_, "/ready"); }

  const std::string data_dir_;
  const std::string folder_;
};

// root restores for the user whose folder it is.
void GiveTo(const std::string& path, const struct stat& owner) {
  if (geteuid() != 0) return;
  (void)!lchown(path.c_str(), owner.st_uid, owner.st_gid);
}

absl::Status BringIn(const Backup& backup, const std::string& incoming,
                     const struct stat& owner) {
  const std::string database = absl::StrCat(incoming, "/", kDatabase);
  RETURN_IF_ERROR(
      CopyFileDurably(absl::StrCat(backup.path, "/", kDatabase), database));
  // What was verified is what arrived.
  RETURN_IF_ERROR(CheckHash(database, backup.manifest.database_sha256));
  GiveTo(database, owner);
  Failpoint("restore:database-copied");
  const std::string to = absl::StrCat(incoming, "/", kOriginals);
  RETURN_IF_ERROR(MakeFolders(to));
  GiveTo(to, owner);
  ASSIGN_OR_RETURN(
      const std::vector<std::string> hashes,
      ReadOriginalsList(absl::StrCat(backup.path, "/", kOriginalsList)));
  const std::string from = OriginalsOf(backup.path);
  for (const std::string& hash : hashes) {
    const std::string target = OriginalPath(to, hash);
    RETURN_IF_ERROR(CopyFileDurably(OriginalPath(from, hash), target));
    GiveTo(target, owner);
    Failpoint("restore:original-copied");
  }
  RETURN_IF_ERROR(SyncFolder(to));
  return SyncFolder(incoming);
}

}  // namespace

absl::StatusOr<RestoreOutcome> RestoreBackup(
    const Principal& who, const std::string& from, const std::string& data_dir,
    bool replace, const Clock& clock, absl::Span<const SchemaStep> steps) {
  RestoreOutcome outcome;
  ASSIGN_OR_RETURN(outcome.backup, FindBackup(from));
  RETURN_IF_ERROR(MakeFolders(data_dir));
  FileLock lock;
  RETURN_IF_ERROR(
      lock.Acquire(absl::StrCat(data_dir, "/", kDatabase, ".lock")));
  const RestoreFolder folder(data_dir);
  if (folder.IsReady()) {
    RETURN_IF_ERROR(folder.MoveIn());
    ASSIGN_OR_RETURN(const FileHash in,
                     HashFile(absl::StrCat(data_dir, "/", kDatabase)));
    outcome.finished_earlier =
        in.sha256 == outcome.backup.manifest.database_sha256;
    if (outcome.finished_earlier) return outcome;
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> old, folder.OldContent());
  if (!old.empty() && !replace) {
    return absl::FailedPreconditionError(absl::StrCat(
        data_dir, " is not empty (", old.front(),
        "); --replace moves what is there into a folder beside, or name "
        "another --data-dir"));
  }
  RETURN_IF_ERROR(VerifyBackup(who, outcome.backup, steps));
  Failpoint("restore:verified");
  struct stat owner;
  if (stat(data_dir.c_str(), &owner) != 0) {
    return absl::UnavailableError(absl::StrCat(data_dir, " went away"));
  }
  RETURN_IF_ERROR(folder.BeginAnew());
  RETURN_IF_ERROR(BringIn(outcome.backup, folder.incoming(), owner));
  std::string aside = absl::StrCat(kReplacedPrefix, BackupName(clock.Now()));
  for (int i = 2; access(absl::StrCat(data_dir, "/", aside).c_str(), F_OK) == 0;
       ++i) {
    aside = absl::StrCat(kReplacedPrefix, BackupName(clock.Now()), "-", i);
  }
  RETURN_IF_ERROR(folder.SetReady(aside));
  Failpoint("restore:ready");
  RETURN_IF_ERROR(folder.MoveIn());
  if (!old.empty()) outcome.replaced = absl::StrCat(data_dir, "/", aside);
  GiveTo(absl::StrCat(data_dir, "/", kDatabase, ".lock"), owner);
  return outcome;
}

absl::Status CheckNotHalfRestored(const std::string& data_dir) {
  const RestoreFolder folder(data_dir);
  const bool has_database =
      access(absl::StrCat(data_dir, "/", kDatabase).c_str(), F_OK) == 0;
  if (!folder.IsReady() && (!folder.IsThere() || has_database)) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "a restore into ", data_dir,
      " was interrupted; run the same `regisseurd restore` again, which "
      "finishes it"));
}

}  // namespace regisseur
