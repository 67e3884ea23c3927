#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/cleanup/cleanup.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/schema.h"
#include "aggregator/storage/sqlite_error.h"
#include "core/base/status_macros.h"
#include "sqlite3.h"

namespace regisseur {
namespace {

constexpr int kBusyMillis = 5000;
// How often a read looks at the clock, in steps of SQLite's virtual machine.
constexpr int kStepsBetweenLooks = 4000;

constexpr char kTuneSql[] =
    "PRAGMA foreign_keys = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA mmap_size = 0;";
// The checkpoint runs on the writer thread inside its commits, and nowhere
// else: SQLite 3.40 can lose a WAL reset that meets another checkpoint.
constexpr char kTuneWriterSql[] =
    "PRAGMA synchronous = FULL;"
    "PRAGMA wal_autocheckpoint = 4000;"
    "PRAGMA journal_size_limit = 67108864;"
    "PRAGMA cache_size = -65536;";
constexpr char kTuneReaderSql[] =
    "PRAGMA query_only = ON;"
    "PRAGMA wal_autocheckpoint = 0;"
    "PRAGMA cache_size = -16384;";
constexpr char kCountVersionSql[] =
    "UPDATE meta SET data_version = data_version + 1 WHERE id = 1 "
    "RETURNING data_version";
constexpr char kReadVersionSql[] = "SELECT data_version FROM meta WHERE id = 1";

absl::Status Execute(sqlite3* db, const char* sql) {
  const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : SqliteError(db, code, sql);
}

class SqliteStatement final : public Statement {
 public:
  SqliteStatement(sqlite3* db, const char* sql) : db_(db), sql_(sql) {
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

  absl::StatusOr<bool> Step() override {
    if (code_ != SQLITE_OK) return SqliteError(db_, code_, sql_);
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return SqliteError(db_, code, sql_);
  }
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

  absl::Status Open(const std::string& path, int flags) {
    const int code = sqlite3_open_v2(path.c_str(), &db_,
                                     flags | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK) {
      return SqliteError(db_, code, absl::StrCat("opening ", path));
    }
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_busy_timeout(db_, kBusyMillis);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    return Execute(db_, kTuneSql);
  }

  sqlite3* db() const { return db_; }

  SqliteStatement& Prepared(const char* sql) {
    std::unique_ptr<SqliteStatement>& statement = statements_[sql];
    if (statement == nullptr) {
      statement = std::make_unique<SqliteStatement>(db_, sql);
    }
    statement->Reset();
    return *statement;
  }
  void FinishStatements() {
    for (const auto& entry : statements_) entry.second->Finish();
  }

 private:
  sqlite3* db_ = nullptr;
  // By the address of the constant, as Connection::Prepared demands.
  absl::flat_hash_map<const char*, std::unique_ptr<SqliteStatement>>
      statements_;
};

class SqliteTransaction final : public Transaction {
 public:
  SqliteTransaction(SqliteHandle& handle, std::atomic<int64_t>& data_version,
                    std::atomic<bool>& writing)
      : handle_(handle),
        data_version_(data_version),
        writing_(writing),
        changes_before_(sqlite3_total_changes64(handle.db())) {}

  ~SqliteTransaction() override {
    if (!committed_) {
      handle_.FinishStatements();
      // SQLite has rolled back by itself after some errors.
      if (sqlite3_get_autocommit(handle_.db()) == 0) {
        (void)Execute(handle_.db(), "ROLLBACK");
      }
      for (const std::function<void()>& undo : undo_) undo();
    }
    writing_ = false;
  }

  Statement& Prepared(const char* sql) override {
    return handle_.Prepared(sql);
  }

  // The one place where anything becomes durable.
  absl::Status Commit() override {
    handle_.FinishStatements();
    int64_t version = data_version_;
    if (sqlite3_total_changes64(handle_.db()) != changes_before_) {
      Statement& count = handle_.Prepared(kCountVersionSql);
      ASSIGN_OR_RETURN(const bool counted, count.Step());
      if (!counted) return absl::DataLossError("the table meta is empty");
      version = count.Int(0);
      count.Reset();
    }
    RETURN_IF_ERROR(Execute(handle_.db(), "COMMIT"));
    committed_ = true;
    data_version_ = version;
    return absl::OkStatus();
  }

  void OnRollback(std::function<void()> undo) override {
    undo_.push_back(std::move(undo));
  }

 private:
  SqliteHandle& handle_;
  std::atomic<int64_t>& data_version_;
  std::atomic<bool>& writing_;
  const int64_t changes_before_;
  std::vector<std::function<void()>> undo_;
  bool committed_ = false;
};

// One reading connection, used by one Read at a time.
class Reader final : public Connection {
 public:
  absl::Status Open(const std::string& path) {
    RETURN_IF_ERROR(handle_.Open(path, SQLITE_OPEN_READONLY));
    return Execute(handle_.db(), kTuneReaderSql);
  }

  Statement& Prepared(const char* sql) override {
    return handle_.Prepared(sql);
  }

  absl::Status Run(absl::Duration limit,
                   const std::function<absl::Status(Connection&)>& read) {
    deadline_ = absl::Now() + limit;
    sqlite3_progress_handler(handle_.db(), kStepsBetweenLooks, &Reader::IsLate,
                             this);
    RETURN_IF_ERROR(Execute(handle_.db(), "BEGIN"));
    absl::Status status = read(*this);
    handle_.FinishStatements();
    sqlite3_progress_handler(handle_.db(), 0, nullptr, nullptr);
    if (sqlite3_get_autocommit(handle_.db()) == 0) {
      const absl::Status end = Execute(handle_.db(), "COMMIT");
      if (status.ok()) status = end;
    }
    return status;
  }

 private:
  static int IsLate(void* reader) {
    return absl::Now() > static_cast<Reader*>(reader)->deadline_ ? 1 : 0;
  }

  SqliteHandle handle_;
  absl::Time deadline_;
};

// The file `<path>.lock`, held for as long as this lives.
class FileLock {
 public:
  FileLock() = default;
  ~FileLock() {
    if (fd_ >= 0) close(fd_);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  absl::Status Acquire(const std::string& path) {
    fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ < 0) {
      return absl::FailedPreconditionError(
          absl::StrCat("cannot open ", path, ": ", std::strerror(errno),
                       "; the data folder must exist and be writable"));
    }
    if (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
      char holder[32] = {};
      const ssize_t size = pread(fd_, holder, sizeof(holder) - 1, 0);
      const absl::string_view pid = absl::StripSuffix(
          absl::string_view(holder, size > 0 ? static_cast<size_t>(size) : 0),
          "\n");
      return absl::FailedPreconditionError(absl::StrCat(
          "another regisseurd (process ", pid.empty() ? "unknown" : pid,
          ") holds ", path, "; stop it, or give this one another data folder"));
    }
    const std::string pid = absl::StrCat(getpid(), "\n");
    if (ftruncate(fd_, 0) != 0 || pwrite(fd_, pid.data(), pid.size(), 0) !=
                                      static_cast<ssize_t>(pid.size())) {
      // Only the name of the holder is lost; the lock itself holds.
      return absl::OkStatus();
    }
    return absl::OkStatus();
  }

 private:
  int fd_ = -1;
};

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::string path, SqliteOptions options)
      : path_(std::move(path)), options_(options) {}

  absl::Status Open() {
    RETURN_IF_ERROR(lock_.Acquire(absl::StrCat(path_, ".lock")));
    // Made by us, so that only its owner reads it.
    const int fd = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
      return absl::FailedPreconditionError(
          absl::StrCat("cannot open ", path_, ": ", std::strerror(errno)));
    }
    close(fd);
    RETURN_IF_ERROR(writer_.Open(path_, SQLITE_OPEN_READWRITE));
    RETURN_IF_ERROR(CheckSchema(writer_.db(), SchemaSteps()));
    RETURN_IF_ERROR(Execute(writer_.db(), "PRAGMA journal_mode = WAL"));
    RETURN_IF_ERROR(Execute(writer_.db(), kTuneWriterSql));
    RETURN_IF_ERROR(UpgradeSchema(writer_.db(), SchemaSteps()));
    Statement& version = writer_.Prepared(kReadVersionSql);
    ASSIGN_OR_RETURN(const bool found, version.Step());
    if (!found) {
      return absl::DataLossError(
          absl::StrCat(path_, ": the table meta is empty; restore a backup"));
    }
    data_version_ = version.Int(0);
    version.Reset();
    KeepReserve();
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<Transaction>> BeginWrite() override {
    if (writing_.exchange(true)) {
      return absl::InternalError("a write transaction is open already");
    }
    const absl::Status begun = Execute(writer_.db(), "BEGIN IMMEDIATE");
    if (!begun.ok()) {
      writing_ = false;
      return begun;
    }
    return std::make_unique<SqliteTransaction>(writer_, data_version_,
                                               writing_);
  }

  absl::Status Read(
      const std::function<absl::Status(Connection&)>& read) const override {
    ASSIGN_OR_RETURN(std::unique_ptr<Reader> reader, TakeReader());
    const absl::Cleanup give_back = [&] { GiveBack(std::move(reader)); };
    return reader->Run(options_.read_limit, read);
  }

  int64_t data_version() const override { return data_version_; }

  absl::Status CheckRoom() const override {
    if (options_.min_free_percent <= 0) return absl::OkStatus();
    struct statvfs disk;
    if (statvfs(path_.c_str(), &disk) != 0 || disk.f_blocks == 0) {
      return absl::OkStatus();
    }
    const uint64_t percent = disk.f_bavail * 100 / disk.f_blocks;
    if (percent >= static_cast<uint64_t>(options_.min_free_percent)) {
      return absl::OkStatus();
    }
    return absl::ResourceExhaustedError(absl::StrCat(
        "the disk of ", path_, " has ", percent, " % left; imports stop under ",
        options_.min_free_percent, " %: make room"));
  }

  bool ReleaseReserve() override {
    return options_.reserve_bytes > 0 && unlink(ReservePath().c_str()) == 0;
  }

 private:
  std::string ReservePath() const { return absl::StrCat(path_, ".reserve"); }

  // Without room for a reserve there is none; the next start tries again.
  void KeepReserve() const {
    if (options_.reserve_bytes <= 0) return;
    const int fd =
        open(ReservePath().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return;
    if (posix_fallocate(fd, 0, options_.reserve_bytes) != 0) {
      unlink(ReservePath().c_str());
    }
    close(fd);
  }

  bool HasReader() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !idle_.empty() || open_ < options_.readers;
  }

  absl::StatusOr<std::unique_ptr<Reader>> TakeReader() const {
    {
      absl::MutexLock lock(&mutex_);
      if (!mutex_.AwaitWithTimeout(
              absl::Condition(this, &SqliteDatabase::HasReader),
              options_.read_limit)) {
        return absl::UnavailableError(
            "all reading connections are in use; try again");
      }
      if (!idle_.empty()) {
        std::unique_ptr<Reader> reader = std::move(idle_.back());
        idle_.pop_back();
        return reader;
      }
      ++open_;
    }
    auto reader = std::make_unique<Reader>();
    const absl::Status opened = reader->Open(path_);
    if (!opened.ok()) {
      absl::MutexLock lock(&mutex_);
      --open_;
      return opened;
    }
    return reader;
  }

  void GiveBack(std::unique_ptr<Reader> reader) const {
    absl::MutexLock lock(&mutex_);
    idle_.push_back(std::move(reader));
  }

  const std::string path_;
  const SqliteOptions options_;

  // Thread-safe on their own. The writer is the last connection to close, so
  // that the last checkpoint is its.
  std::atomic<int64_t> data_version_{0};
  std::atomic<bool> writing_{false};
  FileLock lock_;

  // Only the writer thread, between BeginWrite and the transaction's end.
  SqliteHandle writer_;

  mutable absl::Mutex mutex_;
  mutable std::vector<std::unique_ptr<Reader>> idle_ ABSL_GUARDED_BY(mutex_);
  mutable int open_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(absl::string_view path,
                                                     SqliteOptions options) {
  auto database = std::make_unique<SqliteDatabase>(std::string(path), options);
  RETURN_IF_ERROR(database->Open());
  return database;
}

}  // namespace regisseur
