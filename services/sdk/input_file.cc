#include "services/sdk/input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "core/base/status_macros.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

constexpr size_t kPiece = 128 << 10;
constexpr int64_t kMaxRatio = 1000;
// Below this many inflated bytes the ratio says nothing.
constexpr int64_t kRatioFloor = 16 << 20;

std::string Edition(const struct stat& info) {
  return absl::StrFormat("%d-%d.%09d-%d", info.st_size, info.st_mtim.tv_sec,
                         info.st_mtim.tv_nsec, info.st_ino);
}

// The base folder may hold characters that glob would read as wildcards.
std::string EscapeGlob(absl::string_view path) {
  std::string out;
  for (char c : path) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

InputFile Describe(std::string path, absl::string_view base,
                   const struct stat& info) {
  InputFile file;
  absl::string_view name = path;
  if (absl::ConsumePrefix(&name, base)) absl::ConsumePrefix(&name, "/");
  file.name = std::string(name);
  file.path = std::move(path);
  file.edition = Edition(info);
  file.size = info.st_size;
  file.modified = absl::TimeFromTimespec(info.st_mtim);
  return file;
}

absl::Status NotReadable(const InputFile& file, int error) {
  return ConfigurationProblem(
      "file-not-readable",
      {{"origin", file.name}, {"detail", strerror(error)}});
}

absl::Status TooLarge(const InputFile& file, int64_t limit) {
  return ConfigurationProblem(
      "file-too-large",
      {{"origin", file.name}, {"limit", absl::StrCat(limit)}});
}

class FileHandle {
 public:
  explicit FileHandle(int fd) : fd_(fd) {}
  FileHandle(FileHandle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ~FileHandle() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// The file's bytes as they lie on the disk.
class RawFile {
 public:
  // A file that is another edition than `file` says is a transient problem.
  static absl::StatusOr<RawFile> Open(const InputFile& file) {
    // Not blocking: what was a file a moment ago may be a pipe by now.
    FileHandle handle(
        open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (handle.get() < 0) return NotReadable(file, errno);
    struct stat info;
    if (fstat(handle.get(), &info) != 0) return NotReadable(file, errno);
    if (!S_ISREG(info.st_mode)) {
      return ConfigurationProblem("file-not-regular", {{"origin", file.name}});
    }
    if (!file.edition.empty() && Edition(info) != file.edition) {
      return TransientProblem("file-changed", {{"origin", file.name}});
    }
    posix_fadvise(handle.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    InputFile opened = file;
    opened.edition = Edition(info);
    opened.size = info.st_size;
    opened.modified = absl::TimeFromTimespec(info.st_mtim);
    return RawFile(std::move(opened), std::move(handle));
  }

  const InputFile& file() const { return file_; }

  // By magic number.
  absl::StatusOr<bool> IsGzip() const {
    unsigned char magic[2];
    const ssize_t got = pread(handle_.get(), magic, sizeof(magic), 0);
    if (got < 0) return NotReadable(file_, errno);
    return got == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
  }

  // Up to `size` bytes; 0 at the end. A file that changed while it was read is
  // a transient problem: somebody is still writing it.
  absl::StatusOr<size_t> Read(char* buffer, size_t size) {
    for (;;) {
      const ssize_t got = read(handle_.get(), buffer, size);
      if (got > 0) return static_cast<size_t>(got);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return NotReadable(file_, errno);
      struct stat now;
      if (fstat(handle_.get(), &now) != 0 || Edition(now) != file_.edition) {
        return TransientProblem("file-changed", {{"origin", file_.name}});
      }
      return size_t{0};
    }
  }

  absl::Status SkipTo(int64_t offset) {
    if (offset > file_.size) {
      return CursorGone(
          absl::StrCat(file_.name, " is shorter than ", offset, " bytes"));
    }
    if (lseek(handle_.get(), offset, SEEK_SET) < 0) {
      return NotReadable(file_, errno);
    }
    return absl::OkStatus();
  }

 private:
  RawFile(InputFile file, FileHandle handle)
      : file_(std::move(file)), handle_(std::move(handle)) {}

  InputFile file_;
  FileHandle handle_;
};

class PlainStream final : public InputStream {
 public:
  explicit PlainStream(RawFile raw) : raw_(std::move(raw)) {}

  absl::StatusOr<bool> Read(std::string& buffer) override {
    const size_t old_size = buffer.size();
    buffer.resize(old_size + kPiece);
    absl::StatusOr<size_t> got = raw_.Read(buffer.data() + old_size, kPiece);
    buffer.resize(old_size + (got.ok() ? *got : 0));
    if (!got.ok()) return got.status();
    return *got > 0;
  }

  absl::Status SkipTo(int64_t offset) override { return raw_.SkipTo(offset); }

 private:
  RawFile raw_;
};

class GzipStream final : public InputStream {
 public:
  GzipStream(RawFile raw, int64_t max_bytes)
      : raw_(std::move(raw)), max_bytes_(max_bytes), input_(64 << 10, '\0') {}
  ~GzipStream() override {
    if (started_) inflateEnd(&zlib_);
  }

  absl::StatusOr<bool> Read(std::string& buffer) override {
    const size_t old_size = buffer.size();
    buffer.resize(old_size + kPiece);
    absl::StatusOr<size_t> got = Inflate(buffer.data() + old_size, kPiece);
    buffer.resize(old_size + (got.ok() ? *got : 0));
    if (!got.ok()) return got.status();
    return *got > 0;
  }

  absl::Status SkipTo(int64_t offset) override {
    if (offset < total_out_) RETURN_IF_ERROR(Restart());
    std::string waste(kPiece, '\0');
    while (total_out_ < offset) {
      const size_t want =
          static_cast<size_t>(std::min<int64_t>(kPiece, offset - total_out_));
      ASSIGN_OR_RETURN(const size_t got, Inflate(waste.data(), want));
      if (got == 0) {
        return CursorGone(absl::StrCat(raw_.file().name, " is shorter than ",
                                       offset, " bytes"));
      }
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Restart() {
    RETURN_IF_ERROR(raw_.SkipTo(0));
    if (started_) inflateEnd(&zlib_);
    started_ = in_member_ = false;
    zlib_ = {};
    total_in_ = total_out_ = 0;
    return absl::OkStatus();
  }

  absl::Status Damaged(absl::string_view why) const {
    return PartnerProblem("file-not-gzip", {{"origin", raw_.file().name},
                                            {"detail", std::string(why)}});
  }

  absl::Status EndsInTheMiddle() const {
    if (MayStillBeWritten(raw_.file())) {
      return FileIncomplete(raw_.file(), "in the middle of its gzip data");
    }
    return Damaged("it ends in the middle");
  }

  // True when there is input; false at the end of the file.
  absl::StatusOr<bool> Fill() {
    if (zlib_.avail_in > 0) return true;
    ASSIGN_OR_RETURN(const size_t got, raw_.Read(input_.data(), input_.size()));
    zlib_.next_in = reinterpret_cast<Bytef*>(input_.data());
    zlib_.avail_in = static_cast<uInt>(got);
    total_in_ += static_cast<int64_t>(got);
    return got > 0;
  }

  // Inflates up to `size` bytes; 0 at the end of the last member.
  absl::StatusOr<size_t> Inflate(char* out, size_t size) {
    size_t done = 0;
    while (done < size) {
      ASSIGN_OR_RETURN(const bool more, Fill());
      if (!in_member_) {
        if (!more) return done;
        // Padding with zeros behind the last member is usual on tapes and in
        // block stores; gzip(1) ignores it too.
        if (started_ && *zlib_.next_in == 0) {
          ++zlib_.next_in;
          --zlib_.avail_in;
          continue;
        }
        const int result = started_ ? inflateReset(&zlib_)
                                    : inflateInit2(&zlib_, 16 + MAX_WBITS);
        if (result != Z_OK) {
          return absl::ResourceExhaustedError("zlib: out of memory");
        }
        started_ = in_member_ = true;
      }
      zlib_.next_out = reinterpret_cast<Bytef*>(out + done);
      zlib_.avail_out = static_cast<uInt>(size - done);
      const int result = inflate(&zlib_, Z_NO_FLUSH);
      const size_t made = size - done - zlib_.avail_out;
      done += made;
      total_out_ += static_cast<int64_t>(made);
      if (result == Z_STREAM_END) {
        in_member_ = false;
      } else if (result == Z_BUF_ERROR && !more) {
        return EndsInTheMiddle();
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        return Damaged(zlib_.msg != nullptr ? zlib_.msg : "broken data");
      } else if (!more && made == 0) {
        return EndsInTheMiddle();
      }
      if (total_out_ > max_bytes_) return TooLarge(raw_.file(), max_bytes_);
      if (total_out_ > kRatioFloor && total_out_ / kMaxRatio > total_in_) {
        return PartnerProblem(
            "file-gzip-ratio",
            {{"origin", raw_.file().name}, {"limit", absl::StrCat(kMaxRatio)}});
      }
    }
    return done;
  }

  RawFile raw_;
  const int64_t max_bytes_;
  std::string input_;
  z_stream zlib_{};
  bool started_ = false;
  bool in_member_ = false;
  int64_t total_in_ = 0;
  int64_t total_out_ = 0;
};

}  // namespace

absl::StatusOr<std::vector<InputFile>> ExpandGlob(const SourceSpec& source,
                                                  absl::string_view pattern) {
  if (pattern.empty() || absl::StrContains(pattern, '\0')) {
    return ConfigurationProblem("file-not-found",
                                {{"pattern", std::string(pattern)}});
  }
  std::string base = source.base_directory;
  while (base.size() > 1 && base.back() == '/') base.pop_back();
  const bool absolute = pattern.front() == '/';
  if (!absolute && base.empty()) base = ".";
  if (base == "." && !absolute) {
    char here[4096];
    if (getcwd(here, sizeof(here)) != nullptr) base = here;
  }

  std::vector<std::string> paths;
  struct stat info;
  // A name that exists as it is written wins over its meaning as a pattern.
  const std::string literal =
      absolute ? std::string(pattern) : absl::StrCat(base, "/", pattern);
  if (stat(literal.c_str(), &info) == 0 && S_ISREG(info.st_mode)) {
    paths.push_back(literal);
  } else {
    const std::string full = absolute
                                 ? std::string(pattern)
                                 : absl::StrCat(EscapeGlob(base), "/", pattern);
    glob_t found{};
    if (glob(full.c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
      for (size_t i = 0; i < found.gl_pathc; ++i) {
        paths.emplace_back(found.gl_pathv[i]);
      }
    }
    globfree(&found);
  }
  std::sort(paths.begin(), paths.end());

  std::vector<InputFile> files;
  for (std::string& path : paths) {
    if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    files.push_back(Describe(std::move(path), base, info));
  }
  if (files.empty()) {
    return ConfigurationProblem("file-not-found", {{"pattern", literal}});
  }
  return files;
}

absl::StatusOr<std::unique_ptr<InputStream>> OpenInput(const InputFile& file,
                                                       int64_t max_bytes) {
  ASSIGN_OR_RETURN(RawFile raw, RawFile::Open(file));
  ASSIGN_OR_RETURN(const bool gzip, raw.IsGzip());
  if (gzip) return std::make_unique<GzipStream>(std::move(raw), max_bytes);
  if (raw.file().size > max_bytes) return TooLarge(file, max_bytes);
  return std::make_unique<PlainStream>(std::move(raw));
}

absl::StatusOr<std::unique_ptr<InputStream>> OpenRaw(const InputFile& file) {
  ASSIGN_OR_RETURN(RawFile raw, RawFile::Open(file));
  return std::make_unique<PlainStream>(std::move(raw));
}

absl::StatusOr<std::string> ReadInput(const InputFile& file,
                                      int64_t max_bytes) {
  ASSIGN_OR_RETURN(std::unique_ptr<InputStream> input,
                   OpenInput(file, max_bytes));
  std::string text;
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, input->Read(text));
    if (!more) return text;
  }
}

bool MayStillBeWritten(const InputFile& file) {
  return absl::Now() - file.modified < kQuietTime;
}

absl::Status FileIncomplete(const InputFile& file, absl::string_view where) {
  return TransientProblem("file-incomplete", {{"origin", file.name},
                                              {"detail", std::string(where)}});
}

}  // namespace regisseur::sdk
