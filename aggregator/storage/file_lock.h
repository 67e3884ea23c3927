#pragma once

#include <string>

#include "absl/status/status.h"

namespace regisseur {

// A lock file, held for as long as this lives and let go by the system when the
// process ends, however it ends. Its content is the holder's process id. Not
// thread-safe.
class FileLock {
 public:
  FileLock() = default;
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  // Makes the file when it is not there. FAILED_PRECONDITION, naming the
  // holder, when another process holds it or it cannot be made.
  absl::Status Acquire(const std::string& path);

 private:
  int fd_ = -1;
};

// The process that holds the lock file; 0 when none does.
int FindLockHolder(const std::string& path);

}  // namespace regisseur
