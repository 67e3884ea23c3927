#include "aggregator/storage/sqlite_connection.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/sqlite_error.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int kBusyMillis = 5000;

constexpr char kTuneSql[] =
    "PRAGMA foreign_keys = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA mmap_size = 0;";

}  // namespace

absl::Status ExecuteSql(sqlite3* db, const char* sql) {
  const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : SqliteError(db, code, sql);
}

SqliteStatement::SqliteStatement(sqlite3* db, const char* sql)
    : db_(db), sql_(sql) {
  code_ = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                             &statement_, nullptr);
  // SQL that does not compile is our own broken promise; a file that cannot
  // be read is not.
  if (code_ == SQLITE_ERROR) {
    std::fprintf(stderr, "SQL does not compile: %s\n%s\n", sqlite3_errmsg(db),
                 sql);
    std::abort();
  }
  prepare_code_ = code_;
}

absl::StatusOr<bool> SqliteStatement::Step() {
  if (code_ != SQLITE_OK) return SqliteError(db_, code_, sql_);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return SqliteError(db_, code, sql_);
}

absl::Status SqliteHandle::Open(const std::string& path, int flags) {
  const int code =
      sqlite3_open_v2(path.c_str(), &db_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    return SqliteError(db_, code, absl::StrCat("opening ", path));
  }
  sqlite3_extended_result_codes(db_, 1);
  sqlite3_busy_timeout(db_, kBusyMillis);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  return ExecuteSql(db_, kTuneSql);
}

SqliteStatement& SqliteHandle::Prepared(const char* sql) {
  std::unique_ptr<SqliteStatement>& statement = statements_[sql];
  if (statement == nullptr) {
    statement = std::make_unique<SqliteStatement>(db_, sql);
  }
  statement->Reset();
  return *statement;
}

}  // namespace regisseur
