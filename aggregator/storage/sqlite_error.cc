#include "aggregator/storage/sqlite_error.h"

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "sqlite3.h"

namespace regisseur {

absl::Status SqliteError(sqlite3* db, int code, absl::string_view doing) {
  const int primary = code & 0xff;
  const int os_error = db == nullptr ? 0 : sqlite3_system_errno(db);
  const std::string message = absl::StrCat(
      doing, ": ", db == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db));
  switch (primary) {
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(
          absl::StrCat(message, "; the disk is full: make room"));
    case SQLITE_IOERR:
      if (os_error == ENOSPC || os_error == EDQUOT) {
        return absl::ResourceExhaustedError(
            absl::StrCat(message, "; the disk is full: make room"));
      }
      return absl::UnavailableError(
          absl::StrCat(message, "; the disk reports errors: look at it"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
      return absl::UnavailableError(message);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(
          absl::StrCat(message, "; the file is damaged: restore a backup"));
    case SQLITE_INTERRUPT:
      return absl::DeadlineExceededError(
          absl::StrCat(doing, ": the read took longer than it may"));
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return absl::FailedPreconditionError(
          absl::StrCat(message, "; look at the rights of the data folder"));
    default:
      return absl::InternalError(message);
  }
}

}  // namespace regisseur
