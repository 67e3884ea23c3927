#include "aggregator/storage/sqlite_copy.h"

#include "absl/strings/str_cat.h"
#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/sqlite_connection.h"
#include "aggregator/storage/sqlite_error.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// A copy begins anew when a transaction rolls back; so often at most.
constexpr int kMostRestarts = 20;

}  // namespace

SqliteCopy::~SqliteCopy() {
  sqlite3_backup_finish(backup_);
  sqlite3_close(to_);
}

absl::Status SqliteCopy::Begin(sqlite3* from) {
  RETURN_IF_ERROR(Open());
  // Written once and synced at the end: no journal.
  RETURN_IF_ERROR(
      ExecuteSql(to_, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"));
  backup_ = sqlite3_backup_init(to_, "main", from, "main");
  if (backup_ == nullptr) {
    return SqliteError(to_, sqlite3_errcode(to_),
                       absl::StrCat("copying to ", path_));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> SqliteCopy::Step(int pages) {
  if (backup_ == nullptr) return absl::InternalError("the copy has ended");
  const int code = sqlite3_backup_step(backup_, pages);
  const int left = sqlite3_backup_remaining(backup_);
  const int done = sqlite3_backup_pagecount(backup_) - left;
  if (done < done_ && ++restarts_ > kMostRestarts) {
    return absl::AbortedError(
        absl::StrCat("the copy to ", path_, " began anew ", kMostRestarts,
                     " times, because writes failed meanwhile; look at what "
                     "the log says about them, and try again"));
  }
  done_ = done;
  if (code == SQLITE_OK) return false;
  // Lets go of the writer's connection, on its own thread.
  const int end = sqlite3_backup_finish(std::exchange(backup_, nullptr));
  if (code == SQLITE_DONE && end == SQLITE_OK) return true;
  return SqliteError(to_, code == SQLITE_DONE ? end : code,
                     absl::StrCat("copying to ", path_));
}

absl::Status SqliteCopy::Finish() {
  sqlite3_close(std::exchange(to_, nullptr));
  // The copied header says WAL; one file alone must not need one.
  RETURN_IF_ERROR(Open());
  RETURN_IF_ERROR(ExecuteSql(
      to_, "PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE"));
  sqlite3_close(std::exchange(to_, nullptr));
  return SyncFile(path_);
}

absl::Status SqliteCopy::Open() {
  const int code = sqlite3_open_v2(
      path_.c_str(), &to_,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
      nullptr);
  if (code == SQLITE_OK) return absl::OkStatus();
  return SqliteError(to_, code, absl::StrCat("opening ", path_));
}

}  // namespace regisseur
