#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
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
  absl::Time modified;
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
  // Appends the next piece (up to 128 KiB) to `buffer`; false at the end.
  virtual absl::StatusOr<bool> Read(std::string& buffer) = 0;
  // Skips to `offset` from the start.
  virtual absl::Status SkipTo(int64_t offset) = 0;
};
absl::StatusOr<std::unique_ptr<InputStream>> OpenInput(const InputFile& file,
                                                       int64_t max_bytes);

// Reads a file's bytes as they lie, compressed if they are; offsets are of
// those.
absl::StatusOr<std::unique_ptr<InputStream>> OpenRaw(const InputFile& file);

// Reads a small file whole, at most `max_bytes` inflated.
absl::StatusOr<std::string> ReadInput(const InputFile& file, int64_t max_bytes);

// What nobody wrote to for so long counts as finished, whole or not.
inline constexpr absl::Duration kQuietTime = absl::Minutes(5);

// True for a file that somebody may still be writing. One that ends in the
// middle of a record then fails with FileIncomplete and is tried again later;
// once it is quiet, what is there is read and the cut record is a finding.
bool MayStillBeWritten(const InputFile& file);
// A transient problem `file-incomplete`. `where` completes "it ends …".
absl::Status FileIncomplete(const InputFile& file, absl::string_view where);

}  // namespace regisseur::sdk
