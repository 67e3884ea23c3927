#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/delivery/delivery.h"
#include "services/sdk/adapter.h"

namespace regisseur::sdk {

// A file that an option named, as it is now.
struct InputFile {
  std::string path;  // absolute
  std::string name;  // relative to the base directory, for people
  // Names this edition of the file: size, modification time in nanoseconds and
  // inode. Another edition is another run, and its cursors are gone.
  std::string edition;
  int64_t size = 0;
};

// The files that a glob (`costs/*.csv`, relative to the base directory) names,
// in order of name. A configuration problem when there is none. Only regular
// files; links are followed.
absl::StatusOr<std::vector<InputFile>> ExpandGlob(const SourceSpec& source,
                                                  absl::string_view pattern);

// Reads a file in pieces, inflating gzip (by magic number, not by name) with a
// cap of `max_bytes` inflated and 1000:1. Offsets are of the inflated bytes.
class InputStream {
 public:
  virtual ~InputStream() = default;
  // Appends the next piece (up to 1 MiB) to `buffer`; false at the end.
  virtual absl::StatusOr<bool> Read(std::string& buffer) = 0;
  // Skips to `offset` from the start.
  virtual absl::Status SkipTo(int64_t offset) = 0;
};
absl::StatusOr<std::unique_ptr<InputStream>> OpenInput(const InputFile& file,
                                                       int64_t max_bytes);

// Reads a small file whole, at most `max_bytes` inflated.
absl::StatusOr<std::string> ReadInput(const InputFile& file, int64_t max_bytes);

}  // namespace regisseur::sdk
