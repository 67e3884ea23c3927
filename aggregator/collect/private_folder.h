#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// A folder that only we can open; goes with the object, and all that is in it.
class PrivateFolder {
 public:
  // Where temporary files go. UNAVAILABLE when there is no room for one.
  static absl::StatusOr<PrivateFolder> Make();
  PrivateFolder(PrivateFolder&& other) noexcept;
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  ~PrivateFolder();

  const std::string& path() const { return path_; }

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

// Writes a file that a reader takes for whole at once: one that was just
// written could be half of what somebody still writes. UNAVAILABLE when it
// cannot be written.
absl::Status WriteWholeFile(const std::string& path, absl::string_view bytes);

}  // namespace regisseur
