#include "aggregator/storage/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace regisseur {
namespace {

// The process id that the holder wrote; empty when it did not get that far.
std::string ReadHolder(int fd) {
  char holder[32] = {};
  const ssize_t size = pread(fd, holder, sizeof(holder) - 1, 0);
  return std::string(absl::StripSuffix(
      absl::string_view(holder, size > 0 ? static_cast<size_t>(size) : 0),
      "\n"));
}

}  // namespace

FileLock::~FileLock() {
  if (fd_ < 0) return;
  // Let go by name: a process that is being started holds a copy of the
  // descriptor until it runs its program, and closing ours frees nothing then.
  flock(fd_, LOCK_UN);
  close(fd_);
}

absl::Status FileLock::Acquire(const std::string& path) {
  fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd_ < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot open ", path, ": ", std::strerror(errno),
                     "; its folder must exist and be writable"));
  }
  if (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    const std::string pid = ReadHolder(fd_);
    return absl::FailedPreconditionError(absl::StrCat(
        "another regisseurd (process ", pid.empty() ? "unknown" : pid,
        ") holds ", path, "; stop it, or give this one another data folder"));
  }
  const std::string pid = absl::StrCat(getpid(), "\n");
  // Should this fail, only the name of the holder is lost; the lock holds.
  if (ftruncate(fd_, 0) == 0) {
    (void)!pwrite(fd_, pid.data(), pid.size(), 0);
  }
  return absl::OkStatus();
}

int FindLockHolder(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return 0;
  const absl::Cleanup close_file = [fd] { close(fd); };
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
    flock(fd, LOCK_UN);
    return 0;
  }
  int pid = 0;
  if (!absl::SimpleAtoi(ReadHolder(fd), &pid) || pid <= 0) pid = 1;
  return pid;
}

}  // namespace regisseur
