#pragma once

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"
#include "sqlite3.h"

namespace regisseur {

// Runs SQL without parameters or answers.
absl::Status ExecuteSql(sqlite3* db, const char* sql);

// A statement of one connection.
class SqliteStatement final : public Statement {
 public:
  // Crashes on SQL that does not compile (Connection::Prepared).
  SqliteStatement(sqlite3* db, const char* sql);
  ~SqliteStatement() override { sqlite3_finalize(statement_); }
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  void BindInt(int index, int64_t value) override {
    Note(sqlite3_bind_int64(statement_, index, value));
  }
  void BindText(int index, absl::string_view value) override {
    Note(sqlite3_bind_text64(statement_, index, NotNull(value), value.size(),
                             SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  void BindBlob(int index, absl::string_view value) override {
    Note(sqlite3_bind_blob64(statement_, index, NotNull(value), value.size(),
                             SQLITE_TRANSIENT));
  }
  void BindNull(int index) override {
    Note(sqlite3_bind_null(statement_, index));
  }

  absl::StatusOr<bool> Step() override;
  void Reset() override {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    code_ = prepare_code_;
  }
  // Ends what the statement still reads, so that its snapshot is let go.
  void Finish() {
    if (sqlite3_stmt_busy(statement_) != 0) Reset();
  }

  bool IsNull(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  int64_t Int(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  absl::string_view Text(int column) const override {
    const auto* text =
        reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (text == nullptr) return "";
    return {text, Size(column)};
  }
  absl::string_view Blob(int column) const override {
    const auto* blob =
        static_cast<const char*>(sqlite3_column_blob(statement_, column));
    if (blob == nullptr) return "";
    return {blob, Size(column)};
  }

 private:
  // A null pointer would bind NULL where an empty text is meant.
  static const char* NotNull(absl::string_view value) {
    return value.data() == nullptr ? "" : value.data();
  }
  size_t Size(int column) const {
    return static_cast<size_t>(sqlite3_column_bytes(statement_, column));
  }
  // The first failure is told by the next Step.
  void Note(int code) {
    if (code_ == SQLITE_OK) code_ = code;
  }

  sqlite3* const db_;
  const char* const sql_;
  sqlite3_stmt* statement_ = nullptr;
  int prepare_code_ = SQLITE_OK;
  int code_ = SQLITE_OK;
};

// An open connection with the statements it has prepared. Not thread-safe.
class SqliteHandle {
 public:
  SqliteHandle() = default;
  ~SqliteHandle() {
    statements_.clear();
    sqlite3_close(db_);
  }
  SqliteHandle(const SqliteHandle&) = delete;
  SqliteHandle& operator=(const SqliteHandle&) = delete;

  absl::Status Open(const std::string& path, int flags);

  sqlite3* db() const { return db_; }

  SqliteStatement& Prepared(const char* sql);
  void FinishStatements() {
    for (const auto& entry : statements_) entry.second->Finish();
  }

 private:
  sqlite3* db_ = nullptr;
  // By the address of the constant, as Connection::Prepared demands.
  absl::flat_hash_map<const char*, std::unique_ptr<SqliteStatement>>
      statements_;
};

}  // namespace regisseur
