#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/money/decimal.h"

namespace regisseur {

// The narrow interface to a relational database (DESIGN 3, docs/adr/sql.md).
// SQL text lives only in this folder, uses ?1 placeholders and the subset that
// a second driver (PostgreSQL) renders too.

// A prepared statement. Bind, step, read, reset. Not thread-safe; it belongs to
// the connection that made it and must not outlive it.
class Statement {
 public:
  virtual ~Statement() = default;

  // Parameters count from 1.
  virtual void BindInt(int index, int64_t value) = 0;
  virtual void BindText(int index, absl::string_view value) = 0;
  virtual void BindBlob(int index, absl::string_view value) = 0;
  virtual void BindNull(int index) = 0;

  // Runs to the next row: true when there is one, false at the end.
  virtual absl::StatusOr<bool> Step() = 0;
  // Makes it ready to run again, with nothing bound.
  virtual void Reset() = 0;

  // Columns count from 0. A text or blob is valid until the next Step or Reset.
  virtual bool IsNull(int column) const = 0;
  virtual int64_t Int(int column) const = 0;
  virtual absl::string_view Text(int column) const = 0;
  virtual absl::string_view Blob(int column) const = 0;
};

// A connection inside a transaction, or a reading one. Hands out prepared
// statements, each prepared once a connection.
class Connection {
 public:
  virtual ~Connection() = default;
  // `sql` must be a constant that outlives the connection. Crashes on SQL that
  // does not compile: that is our own broken promise. Owned by the connection;
  // in use by one caller at a time.
  virtual Statement& Prepared(const char* sql) = 0;
};

// A write transaction. One that is not committed rolls back.
class Transaction : public Connection {
 public:
  virtual absl::Status Commit() = 0;
  // Runs `undo` on the writer thread when the transaction ends without having
  // been committed: for what the writer remembers between transactions.
  virtual void OnRollback(std::function<void()> undo) = 0;
};

// Where facts are kept. Thread-safe.
class Database {
 public:
  virtual ~Database() = default;

  // Begins the one write transaction; only the writer thread may call it
  // (DECISIONS 29).
  virtual absl::StatusOr<std::unique_ptr<Transaction>> BeginWrite() = 0;
  // Runs `read` on a reading connection that sees one consistent state.
  // DEADLINE_EXCEEDED after 30 s, so that the WAL can be checkpointed.
  virtual absl::Status Read(
      const std::function<absl::Status(Connection&)>& read) const = 0;
  // Grows with every commit that changed something, also over restarts.
  virtual int64_t data_version() const = 0;
  // RESOURCE_EXHAUSTED when the disk has too little room left for imports.
  virtual absl::Status CheckRoom() const = 0;
  // Gives the reserved room back to the disk, so that an act of a person can
  // still be stored. True when there was some.
  virtual bool ReleaseReserve() = 0;
};

struct SqliteOptions {
  // Reading connections, at most.
  int readers = 8;
  // How long one Read may take.
  absl::Duration read_limit = absl::Seconds(30);
  // Imports stop when less than this share of the disk is free; 0: never.
  int min_free_percent = 0;
  // Size of `<path>.reserve`, which is given up for acts on a full disk; 0:
  // none (DECISIONS 29: the daemon keeps 32 MB).
  int64_t reserve_bytes = 0;
};

// Opens a SQLite file (created when it is not there), takes the lock on it and
// brings the schema up to date. FAILED_PRECONDITION with a sentence when
// another process holds it, or when a newer program wrote it.
absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(
    absl::string_view path, SqliteOptions options = {});

// Microseconds since 1970, as times are stored.
int64_t ToStored(absl::Time time);
absl::Time FromStored(int64_t micros);

}  // namespace regisseur
