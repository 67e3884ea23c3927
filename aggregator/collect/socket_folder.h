#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace regisseur {

// A folder for Unix sockets that only our own user can enter. It goes with this
// object; what a process left that was killed goes when the next one is made.
// Immutable.
class SocketFolder {
 public:
  // Makes `base`/regisseur-XXXXXX, and removes those there of this name that
  // are our user's and that no process holds any more. FAILED_PRECONDITION when
  // it cannot be made.
  static absl::StatusOr<std::unique_ptr<SocketFolder>> Make(
      const std::string& base);
  ~SocketFolder();
  SocketFolder(const SocketFolder&) = delete;
  SocketFolder& operator=(const SocketFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  SocketFolder(std::string path, int lock)
      : path_(std::move(path)), lock_(lock) {}

  const std::string path_;
  const int lock_;  // held as long as the folder is in use
};

}  // namespace regisseur
