#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/file_lock.h"
#include "aggregator/storage/schema.h"
#include "aggregator/storage/sqlite_connection.h"
#include "aggregator/storage/sqlite_copy.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"
#include "sqlite3.h"

namespace regisseur {
namespace {

// How often a read looks at the clock, in steps of SQLite's virtual machine.
constexpr int kStepsBetweenLooks = 4000;

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
constexpr char kReadLastKnownSql[] =
    "SELECT last_known_us FROM meta WHERE id = 1";
constexpr char kPageCountSql[] = "PRAGMA page_count";
constexpr char kFreePagesSql[] = "PRAGMA freelist_count";
constexpr char kPageSizeSql[] = "PRAGMA page_size";
constexpr int64_t kMostPages = 4294967294;
// Imports stop that much before the limit: about what one transaction needs.
constexpr int64_t kImportMarginBytes = 8 << 20;
// How many pages the file has, and how many of them are free: what the writer
// last saw. Thread-safe.
struct PageCounts {
  std::atomic<int64_t> all{0};
  std::atomic<int64_t> free{0};

  absl::Status Refresh(SqliteHandle& writer) {
    ASSIGN_OR_RETURN(all, AskInt(writer, kPageCountSql));
    ASSIGN_OR_RETURN(free, AskInt(writer, kFreePagesSql));
    return absl::OkStatus();
  }

 private:
  static absl::StatusOr<int64_t> AskInt(SqliteHandle& writer, const char* sql) {
    Statement& ask = writer.Prepared(sql);
    ASSIGN_OR_RETURN(const bool row, ask.Step());
    const int64_t value = row ? ask.Int(0) : 0;
    ask.Reset();
    return value;
  }
};

class SqliteTransaction final : public Transaction {
 public:
  SqliteTransaction(SqliteHandle& handle, std::atomic<int64_t>& data_version,
                    std::atomic<bool>& writing, PageCounts& pages)
      : handle_(handle),
        data_version_(data_version),
        writing_(writing),
        pages_(pages),
        changes_before_(sqlite3_total_changes64(handle.db())) {
    Failpoint("transaction:begun");
  }

  ~SqliteTransaction() override {
    if (!committed_) {
      handle_.FinishStatements();
      // SQLite has rolled back by itself after some errors.
      if (sqlite3_get_autocommit(handle_.db()) == 0) {
        (void)ExecuteSql(handle_.db(), "ROLLBACK");
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
    Failpoint("transaction:before-commit");
    RETURN_IF_ERROR(ExecuteSql(handle_.db(), "COMMIT"));
    Failpoint("transaction:committed");
    committed_ = true;
    data_version_ = version;
    // It is durable, whatever comes of this.
    (void)pages_.Refresh(handle_);
    return absl::OkStatus();
  }

  void OnRollback(std::function<void()> undo) override {
    undo_.push_back(std::move(undo));
  }

 private:
  SqliteHandle& handle_;
  std::atomic<int64_t>& data_version_;
  std::atomic<bool>& writing_;
  PageCounts& pages_;
  const int64_t changes_before_;
  std::vector<std::function<void()>> undo_;
  bool committed_ = false;
};

// `path` as a URI that SQLite opens without looking for anything beside it.
std::string ImmutableUri(absl::string_view path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      absl::StrAppend(&uri, absl::StrFormat("%%%02x", c));
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

// One reading connection, used by one Read at a time.
class Reader final : public Connection {
 public:
  absl::Status Open(const std::string& path, bool immutable) {
    RETURN_IF_ERROR(immutable
                        ? handle_.Open(ImmutableUri(path),
                                       SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
                        : handle_.Open(path, SQLITE_OPEN_READONLY));
    return ExecuteSql(handle_.db(), kTuneReaderSql);
  }

  Statement& Prepared(const char* sql) override {
    return handle_.Prepared(sql);
  }

  absl::Status Run(absl::Duration limit,
                   const std::function<absl::Status(Connection&)>& read) {
    deadline_ = absl::Now() + limit;
    sqlite3_progress_handler(handle_.db(), kStepsBetweenLooks, &Reader::IsLate,
                             this);
    RETURN_IF_ERROR(ExecuteSql(handle_.db(), "BEGIN"));
    absl::Status status = read(*this);
    handle_.FinishStatements();
    sqlite3_progress_handler(handle_.db(), 0, nullptr, nullptr);
    if (sqlite3_get_autocommit(handle_.db()) == 0) {
      const absl::Status end = ExecuteSql(handle_.db(), "COMMIT");
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

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::string path, SqliteOptions options)
      : path_(std::move(path)), options_(options), limits_(options.limits) {}

  absl::Status OpenReadOnly() {
    read_only_ = true;
    if (access(path_.c_str(), R_OK) != 0) {
      return absl::NotFoundError(
          absl::StrCat("cannot read ", path_, ": ", std::strerror(errno)));
    }
    SqliteHandle first;
    RETURN_IF_ERROR(first.Open(ImmutableUri(path_),
                               SQLITE_OPEN_READONLY | SQLITE_OPEN_URI));
    RETURN_IF_ERROR(CheckSchema(first.db(), options_.steps));
    ASSIGN_OR_RETURN(const int64_t schema, ReadSchemaVersion(first.db()));
    if (schema < static_cast<int64_t>(options_.steps.size())) {
      return absl::FailedPreconditionError(
          absl::StrCat(path_, " has schema ", schema, ", and this program ",
                       options_.steps.size(), ": it must be upgraded first"));
    }
    Statement& version = first.Prepared(kReadVersionSql);
    ASSIGN_OR_RETURN(const bool found, version.Step());
    if (!found) {
      return absl::DataLossError(absl::StrCat(path_,
                                              ": the table meta is "
                                              "empty"));
    }
    data_version_ = version.Int(0);
    return absl::OkStatus();
  }

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
    RETURN_IF_ERROR(CheckSchema(writer_.db(), options_.steps));
    RETURN_IF_ERROR(KeepCopyBeforeUpgrade());
    RETURN_IF_ERROR(ExecuteSql(writer_.db(), "PRAGMA journal_mode = WAL"));
    RETURN_IF_ERROR(ExecuteSql(writer_.db(), kTuneWriterSql));
    RETURN_IF_ERROR(UpgradeSchema(writer_.db(), options_.steps));
    Statement& version = writer_.Prepared(kReadVersionSql);
    ASSIGN_OR_RETURN(const bool found, version.Step());
    if (!found) {
      return absl::DataLossError(
          absl::StrCat(path_, ": the table meta is empty; restore a backup"));
    }
    data_version_ = version.Int(0);
    version.Reset();
    Statement& page_size = writer_.Prepared(kPageSizeSql);
    ASSIGN_OR_RETURN(const bool sized, page_size.Step());
    if (sized) page_bytes_ = page_size.Int(0);
    page_size.Reset();
    RETURN_IF_ERROR(pages_.Refresh(writer_));
    KeepReserve();
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<Transaction>> BeginWrite(
      WriteLane lane) override {
    if (read_only_) {
      return absl::FailedPreconditionError(
          absl::StrCat(path_, " is open for reading only"));
    }
    if (writing_.exchange(true)) {
      return absl::InternalError("a write transaction is open already");
    }
    absl::Status begun = LimitPages(lane);
    if (begun.ok()) begun = ExecuteSql(writer_.db(), "BEGIN IMMEDIATE");
    if (!begun.ok()) {
      writing_ = false;
      return begun;
    }
    return std::make_unique<SqliteTransaction>(writer_, data_version_, writing_,
                                               pages_);
  }

  absl::StatusOr<std::unique_ptr<DatabaseCopy>> BeginCopy(
      const std::string& to) override {
    if (writing_) {
      return absl::InternalError("a copy begins outside of transactions");
    }
    auto copy = std::make_unique<SqliteCopy>(to);
    RETURN_IF_ERROR(copy->Begin(writer_.db()));
    return copy;
  }

  absl::Status Read(
      const std::function<absl::Status(Connection&)>& read) const override {
    ASSIGN_OR_RETURN(std::unique_ptr<Reader> reader, TakeReader());
    const absl::Cleanup give_back = [&] { GiveBack(std::move(reader)); };
    return reader->Run(options_.read_limit, read);
  }

  int64_t data_version() const override { return data_version_; }

  absl::Status CheckRoom() const override {
    const RoomLimits limits = ReadLimits();
    if (limits.max_bytes > 0) {
      const int64_t most = PagesFor(limits, WriteLane::kImport) * page_bytes_;
      const int64_t used = (pages_.all - pages_.free) * page_bytes_;
      const int64_t margin =
          std::min(kImportMarginBytes, limits.max_bytes / 16);
      if (used > most - margin) {
        return absl::ResourceExhaustedError(absl::StrCat(
            path_, " has ", used >> 20, " MB of the ", limits.max_bytes >> 20,
            " MB that collect.max_database_mb allows; imports stop near it: "
            "raise it or make room"));
      }
    }
    if (limits.min_free_percent <= 0) return absl::OkStatus();
    struct statvfs disk;
    if (statvfs(path_.c_str(), &disk) != 0 || disk.f_blocks == 0) {
      return absl::OkStatus();
    }
    const uint64_t percent = disk.f_bavail * 100 / disk.f_blocks;
    if (percent >= static_cast<uint64_t>(limits.min_free_percent)) {
      return absl::OkStatus();
    }
    return absl::ResourceExhaustedError(absl::StrCat(
        "the disk of ", path_, " has ", percent, " % left; imports stop under ",
        limits.min_free_percent, " %: make room"));
  }

  bool ReleaseReserve() override {
    // Within a page limit the reserve is pages, which acts may use anyway.
    return options_.reserve_bytes > 0 && unlink(ReservePath().c_str()) == 0;
  }

  // Without room for a reserve there is none; it is tried again later.
  void KeepReserve() override {
    if (options_.reserve_bytes <= 0) return;
    struct stat info;
    if (stat(ReservePath().c_str(), &info) == 0 &&
        info.st_size >= options_.reserve_bytes) {
      return;
    }
    struct statvfs disk;
    if (statvfs(path_.c_str(), &disk) != 0 ||
        disk.f_bavail * disk.f_frsize <
            2 * static_cast<uint64_t>(options_.reserve_bytes)) {
      return;
    }
    const int fd =
        open(ReservePath().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return;
    if (posix_fallocate(fd, 0, options_.reserve_bytes) != 0) {
      unlink(ReservePath().c_str());
    }
    close(fd);
  }

  void SetLimits(const RoomLimits& limits) override {
    absl::MutexLock lock(&mutex_);
    limits_ = limits;
  }

 private:
  std::string ReservePath() const { return absl::StrCat(path_, ".reserve"); }

  RoomLimits ReadLimits() const {
    absl::MutexLock lock(&mutex_);
    return limits_;
  }

  // The most pages that a writer of the lane may let the file have.
  int64_t PagesFor(const RoomLimits& limits, WriteLane lane) const {
    if (limits.max_bytes <= 0) return kMostPages;
    int64_t bytes = limits.max_bytes;
    if (lane == WriteLane::kImport) {
      bytes -= std::min(options_.reserve_bytes, limits.max_bytes / 2);
    }
    return std::max<int64_t>(bytes / page_bytes_, 1);
  }

  // SQLite itself refuses the page beyond. Writer thread only.
  absl::Status LimitPages(WriteLane lane) {
    const int64_t pages = PagesFor(ReadLimits(), lane);
    if (pages == page_limit_) return absl::OkStatus();
    RETURN_IF_ERROR(ExecuteSql(
        writer_.db(), absl::StrCat("PRAGMA max_page_count = ", pages).c_str()));
    page_limit_ = pages;
    return absl::OkStatus();
  }

  // What somebody goes back to who does not like the new program.
  absl::Status KeepCopyBeforeUpgrade() {
    ASSIGN_OR_RETURN(const int64_t schema, ReadSchemaVersion(writer_.db()));
    if (schema == 0 || schema >= static_cast<int64_t>(options_.steps.size())) {
      return absl::OkStatus();
    }
    if (!options_.may_upgrade) {
      return absl::FailedPreconditionError(absl::StrCat(
          path_, " was written by an older Regisseur (schema ", schema,
          ", this program has ", options_.steps.size(),
          "); back it up with that one, or start this one: it keeps a copy "
          "beside the file before it upgrades"));
    }
    const std::string kept = PreUpgradeCopyPath(path_, schema);
    if (access(kept.c_str(), F_OK) == 0) return absl::OkStatus();
    const std::string part = kept + ".part";
    unlink(part.c_str());
    SqliteCopy copy(part);
    Failpoint("upgrade:before-copy");
    absl::Status copied = copy.Begin(writer_.db());
    while (copied.ok()) {
      const absl::StatusOr<bool> done = copy.Step(-1);
      copied = done.status();
      if (done.ok() && *done) break;
    }
    if (copied.ok()) copied = copy.Finish();
    Failpoint("upgrade:copied");
    if (copied.ok()) copied = RenameDurably(part, kept);
    if (!copied.ok()) {
      unlink(part.c_str());
      return absl::Status(
          copied.code(),
          absl::StrCat("the copy that is kept before an upgrade cannot be "
                       "made, so that nothing is upgraded: ",
                       copied.message()));
    }
    Failpoint("upgrade:copy-kept");
    return absl::OkStatus();
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
    const absl::Status opened = reader->Open(path_, read_only_);
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

  PageCounts pages_;

  // Set while it is opened.
  bool read_only_ = false;
  int64_t page_bytes_ = 4096;

  // Only the writer thread, between BeginWrite and the transaction's end.
  SqliteHandle writer_;
  int64_t page_limit_ = kMostPages;

  mutable absl::Mutex mutex_;
  RoomLimits limits_ ABSL_GUARDED_BY(mutex_);
  mutable std::vector<std::unique_ptr<Reader>> idle_ ABSL_GUARDED_BY(mutex_);
  mutable int open_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenSqliteReadOnly(
    absl::string_view path, SqliteOptions options) {
  auto database = std::make_unique<SqliteDatabase>(std::string(path), options);
  RETURN_IF_ERROR(database->OpenReadOnly());
  return database;
}

absl::StatusOr<absl::Time> ReadLastKnownTime(const Database& database) {
  int64_t micros = 0;
  RETURN_IF_ERROR(database.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kReadLastKnownSql);
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (row) micros = read.Int(0);
    read.Reset();
    return absl::OkStatus();
  }));
  return FromStored(micros);
}

std::string SqliteVersion() { return sqlite3_libversion(); }

std::string PreUpgradeCopyPath(absl::string_view path, int64_t schema) {
  return absl::StrCat(path, ".schema-", schema);
}

absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(absl::string_view path,
                                                     SqliteOptions options) {
  auto database = std::make_unique<SqliteDatabase>(std::string(path), options);
  RETURN_IF_ERROR(database->Open());
  return database;
}

}  // namespace regisseur
