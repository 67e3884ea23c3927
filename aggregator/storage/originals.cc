#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/storage/as_known.h"
#include "aggregator/storage/packed_file.h"
#include "aggregator/storage/row_hash.h"
#include "aggregator/storage/source_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/storage.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kStagedRunsSql[] =
    "SELECT s.name, p.staged_run FROM source_progress p "
    "JOIN source s ON s.id = p.source WHERE p.staged_run <> ''";
constexpr char kFindOriginalSql[] =
    "SELECT o.id FROM original o JOIN source s ON s.id = o.source "
    "WHERE s.name = ?1 AND o.run = ?2 AND o.name = ?3";
constexpr char kInsertOriginalSql[] =
    "INSERT INTO original (source, run, name, sha256, bytes, known_from_us) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
    "ON CONFLICT (source, run, name) DO NOTHING";

absl::Status FileError(absl::string_view doing, absl::string_view path) {
  const int code = errno;
  const std::string message =
      absl::StrCat("cannot ", doing, " ", path, ": ", std::strerror(code));
  if (code == ENOSPC || code == EDQUOT) {
    return absl::ResourceExhaustedError(
        absl::StrCat(message, "; the disk is full: make room"));
  }
  return absl::UnavailableError(message);
}

// An open file, closed at the end.
class File {
 public:
  File(const std::string& path, int flags)
      : fd_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  const int fd_;
};

// A file that cannot be written is no hole in its document (Append): it must
// not go on without.
absl::Status TriedAgain(const absl::Status& status) {
  if (status.ok() || absl::IsResourceExhausted(status)) return status;
  return absl::UnavailableError(status.message());
}

absl::Status MakeFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return FileError("make the folder", path);
  }
  return absl::OkStatus();
}

absl::Status WriteAt(int fd, absl::string_view data, int64_t offset,
                     const std::string& path) {
  while (!data.empty()) {
    const ssize_t written =
        pwrite(fd, data.data(), data.size(), static_cast<off_t>(offset));
    if (written < 0) {
      if (errno == EINTR) continue;
      return FileError("write", path);
    }
    data.remove_prefix(static_cast<size_t>(written));
    offset += written;
  }
  return absl::OkStatus();
}

// Short and safe as a part of a file name, whatever the partner calls it.
std::string NamePart(absl::string_view text) {
  return ToHex(Sha256Hasher().Hash(text)).substr(0, 32);
}

std::string RunPrefix(absl::string_view source, absl::string_view run) {
  return absl::StrCat(
      NamePart(absl::StrCat(source, absl::string_view("\0", 1), run)), "-");
}

}  // namespace

class Originals::Impl {
 public:
  Impl(const std::string& data_dir, Database& database, WriteQueue& queue,
       const Clock& clock)
      : folder_(absl::StrCat(data_dir, "/originals")),
        incoming_(absl::StrCat(folder_, "/incoming")),
        database_(database),
        queue_(queue),
        clock_(clock),
        ready_(Prepare()) {}

  absl::Status Append(absl::string_view source, absl::string_view run,
                      const OriginalChunk& chunk) {
    RETURN_IF_ERROR(ready_);
    const std::string part = absl::StrCat(
        incoming_, "/", RunPrefix(source, run), NamePart(chunk.name), ".part");
    const Turn turn(*this, part);
    return AppendAlone(source, run, chunk, part);
  }

 private:
  // One document is written by one thread at a time.
  class Turn {
   public:
    Turn(Impl& impl, const std::string& part) : impl_(impl), part_(part) {
      absl::MutexLock lock(&impl_.mutex_);
      const auto is_free = [this]()
                               ABSL_EXCLUSIVE_LOCKS_REQUIRED(impl_.mutex_) {
                                 return impl_.busy_.count(part_) == 0;
                               };
      impl_.mutex_.Await(absl::Condition(&is_free));
      impl_.busy_.insert(part_);
    }
    ~Turn() {
      absl::MutexLock lock(&impl_.mutex_);
      impl_.busy_.erase(part_);
    }

   private:
    Impl& impl_;
    const std::string part_;
  };

  // Makes the folders and removes what no staged run goes on with.
  absl::Status Prepare() {
    RETURN_IF_ERROR(MakeFolder(folder_));
    RETURN_IF_ERROR(MakeFolder(incoming_));
    std::set<std::string> staged;
    RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
      Statement& read = connection.Prepared(kStagedRunsSql);
      while (true) {
        ASSIGN_OR_RETURN(const bool row, read.Step());
        if (!row) return absl::OkStatus();
        staged.insert(RunPrefix(read.Text(0), read.Text(1)));
      }
    }));
    DIR* const folder = opendir(incoming_.c_str());
    if (folder == nullptr) return FileError("read", incoming_);
    const absl::Cleanup close_folder = [&] { closedir(folder); };
    while (const dirent* entry = readdir(folder)) {
      const std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      const bool goes_on =
          absl::EndsWith(name, ".part") &&
          staged.count(name.substr(0, name.find('-') + 1)) != 0;
      if (!goes_on) unlink(absl::StrCat(incoming_, "/", name).c_str());
    }
    return absl::OkStatus();
  }

  absl::Status AppendAlone(absl::string_view source, absl::string_view run,
                           const OriginalChunk& chunk,
                           const std::string& part) {
    struct stat info;
    // A whole document is written anew: what a crash left of it need not be
    // durable before it is packed.
    const bool whole = chunk.offset == 0 && chunk.last;
    const bool begun = !whole && stat(part.c_str(), &info) == 0;
    if (!begun) {
      ASSIGN_OR_RETURN(const bool kept, IsKept(source, run, chunk.name));
      if (kept) return absl::OkStatus();
    }
    const int64_t have = begun ? static_cast<int64_t>(info.st_size) : 0;
    if (chunk.offset < 0 || chunk.offset > have) {
      return absl::FailedPreconditionError(
          absl::StrCat("a piece of the original ", chunk.name, " of ", source,
                       " starts at byte ", chunk.offset, ", and only ", have,
                       " bytes before it are here; this original is not kept"));
    }
    const int64_t known = have - chunk.offset;
    if (known < static_cast<int64_t>(chunk.data.size()) || !begun) {
      const File file(part, O_WRONLY | O_CREAT | (whole ? O_TRUNC : 0));
      if (!file.ok()) return FileError("write", part);
      RETURN_IF_ERROR(WriteAt(
          file.fd(), absl::string_view(chunk.data).substr(known), have, part));
      if (!whole && fdatasync(file.fd()) != 0) return FileError("write", part);
      Failpoint("original:piece-written");
    }
    if (!chunk.last) return absl::OkStatus();
    return Keep(source, run, chunk.name, part);
  }

  absl::StatusOr<bool> IsKept(absl::string_view source, absl::string_view run,
                              absl::string_view name) {
    bool kept = false;
    RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
      Statement& find = connection.Prepared(kFindOriginalSql);
      find.BindText(1, source);
      find.BindText(2, run);
      find.BindText(3, name);
      ASSIGN_OR_RETURN(const std::optional<int64_t> id, FindInt(find));
      kept = id.has_value();
      return absl::OkStatus();
    }));
    return kept;
  }

  // The file is durable before the row that names it.
  absl::Status Keep(absl::string_view source, absl::string_view run,
                    absl::string_view name, const std::string& part) {
    const std::string packed = absl::StrCat(part, kPackedEnding);
    const absl::StatusOr<FileHash> content = PackFile(part, packed);
    if (!content.ok()) return TriedAgain(content.status());
    Failpoint("original:compressed");
    const std::string kept = OriginalPath(folder_, content->sha256);
    RETURN_IF_ERROR(TriedAgain(RenameDurably(packed, kept)));
    Failpoint("original:kept");
    RETURN_IF_ERROR(queue_.Write(
        WriteQueue::Lane::kImport,
        [&](Transaction& transaction) -> absl::Status {
          ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
          ASSIGN_OR_RETURN(const absl::Time known,
                           NextKnownTime(transaction, clock_));
          Statement& insert = transaction.Prepared(kInsertOriginalSql);
          insert.BindInt(1, id);
          insert.BindText(2, run);
          insert.BindText(3, name);
          insert.BindText(4, content->sha256);
          insert.BindInt(5, content->bytes);
          BindTime(insert, 6, known);
          return Run(insert);
        }));
    Failpoint("original:told");
    unlink(part.c_str());
    return absl::OkStatus();
  }

  const std::string folder_;
  const std::string incoming_;
  Database& database_;
  WriteQueue& queue_;
  const Clock& clock_;
  const absl::Status ready_;

  absl::Mutex mutex_;
  std::set<std::string> busy_ ABSL_GUARDED_BY(mutex_);
};

Originals::Originals(std::string data_dir, Database& database,
                     WriteQueue& queue, const Clock& clock)
    : impl_(std::make_unique<Impl>(data_dir, database, queue, clock)) {}
Originals::~Originals() = default;

absl::Status Originals::Append(const Principal& who, absl::string_view source,
                               absl::string_view run,
                               const OriginalChunk& chunk) {
  return impl_->Append(source, run, chunk);
}

}  // namespace regisseur
