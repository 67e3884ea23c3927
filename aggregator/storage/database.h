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
#include "absl/types/span.h"
#include "aggregator/storage/schema.h"
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

// A copy of the database in the making, in a file of its own. What is written
// meanwhile gets into it. Must not outlive the database; one that is not whole
// goes on the writer thread.
class DatabaseCopy {
 public:
  virtual ~DatabaseCopy() = default;

  // Copies at most `pages` more; true when the copy is whole: the database as
  // it is at this moment. Only the writer thread may call it, outside of
  // transactions. ABORTED when rollbacks made it begin anew too often.
  virtual absl::StatusOr<bool> Step(int pages) = 0;
  // Makes the whole copy a durable file that needs no other beside it. Any
  // thread; the copy is not touched afterwards.
  virtual absl::Status Finish() = 0;
};

// Who writes: acts of people and partners may use the room that imports must
// leave (DECISIONS 29).
enum class WriteLane { kAct, kImport };

// How far the database may grow.
struct RoomLimits {
  // Imports stop when less than this share of the disk is free; 0: never.
  int min_free_percent = 0;
  // The most bytes that the file may have; imports leave `reserve_bytes` of
  // them. 0: no limit.
  int64_t max_bytes = 0;
};

// Where facts are kept. Thread-safe.
class Database {
 public:
  virtual ~Database() = default;

  // Begins the one write transaction; only the writer thread may call it
  // (DECISIONS 29).
  virtual absl::StatusOr<std::unique_ptr<Transaction>> BeginWrite(
      WriteLane lane) = 0;
  absl::StatusOr<std::unique_ptr<Transaction>> BeginWrite() {
    return BeginWrite(WriteLane::kAct);
  }
  // Begins a copy into a file that is not there yet; only the writer thread
  // may call it.
  virtual absl::StatusOr<std::unique_ptr<DatabaseCopy>> BeginCopy(
      const std::string& to) {
    return absl::UnimplementedError("this database cannot be copied");
  }
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
  // Takes that room again when the disk has it to spare.
  virtual void KeepReserve() {}
  // Other limits from now on.
  virtual void SetLimits(const RoomLimits& limits) {}
};

struct SqliteOptions {
  // Reading connections, at most.
  int readers = 8;
  // False: a file of an older schema is FAILED_PRECONDITION.
  bool may_upgrade = true;
  // What the file is brought up to; tests add steps of their own.
  absl::Span<const SchemaStep> steps = SchemaSteps();
  // How long one Read may take.
  absl::Duration read_limit = absl::Seconds(30);
  RoomLimits limits;
  // Size of `<path>.reserve`, which is given up for acts on a full disk; 0:
  // none (DECISIONS 29: the daemon keeps 32 MB).
  int64_t reserve_bytes = 0;
};

// Opens a SQLite file (created when it is not there), takes the lock on it and
// brings the schema up to date. FAILED_PRECONDITION with a sentence when
// another process holds it, or when a newer program wrote it.
absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(
    absl::string_view path, SqliteOptions options = {});

// Opens a file that nobody writes, such as that of a backup, without a trace
// beside it: only Read works. FAILED_PRECONDITION when its schema is not this
// program's; DATA_LOSS when it is no database.
absl::StatusOr<std::unique_ptr<Database>> OpenSqliteReadOnly(
    absl::string_view path, SqliteOptions options = {});

// The copy that an upgrade from `schema` leaves beside the file at `path`.
std::string PreUpgradeCopyPath(absl::string_view path, int64_t schema);

// The last moment at which anything became known; the clock must be beyond it.
absl::StatusOr<absl::Time> ReadLastKnownTime(const Database& database);

// The version of the SQLite library.
std::string SqliteVersion();

// Microseconds since 1970, as times are stored.
int64_t ToStored(absl::Time time);
absl::Time FromStored(int64_t micros);

}  // namespace regisseur
