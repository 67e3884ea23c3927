#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// Files that are there wholly or not at all, also after a power failure. A full
// disk is RESOURCE_EXHAUSTED, a file that is not there NOT_FOUND, any other
// trouble UNAVAILABLE; messages name the file.

// Makes what was written of a file, or in a folder, durable.
absl::Status SyncFile(const std::string& path);
absl::Status SyncFolder(const std::string& path);

// Gives a synced file its name, replacing what has it.
absl::Status RenameDurably(const std::string& from, const std::string& to);

// Calls `take` with one piece of the file after the other.
absl::Status ReadPieces(
    const std::string& path,
    absl::FunctionRef<absl::Status(absl::string_view)> take);

// Writes all of `data` where the open file stands; `path` is for messages.
absl::Status WriteAll(int fd, absl::string_view data, const std::string& path);

// Runs `fill` on a new, open file beside `path`, which gets that name when it
// is durable; what has the name is replaced.
absl::Status WriteFileDurably(
    const std::string& path,
    absl::FunctionRef<absl::Status(int fd, const std::string& path)> fill);
// Writes a small file whole.
absl::Status WriteFileDurably(const std::string& path,
                              absl::string_view content);

// Copies a file whole; one that is there already is replaced.
absl::Status CopyFileDurably(const std::string& from, const std::string& to);

// Reads a file whole. RESOURCE_EXHAUSTED when it is longer than `max_bytes`.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path,
                                          int64_t max_bytes);

struct FileHash {
  std::string sha256;  // hexadecimal
  int64_t bytes = 0;
};
// Of the bytes as they are.
absl::StatusOr<FileHash> HashFile(const std::string& path);

// The names in a folder without `.` and `..`, sorted; none when it is not
// there.
absl::StatusOr<std::vector<std::string>> ListFolder(const std::string& path);

// Makes a folder for its owner only, with those above it.
absl::Status MakeFolders(const std::string& path);

// Removes a file or a folder with everything in it; nothing when it is not
// there.
absl::Status RemoveTree(const std::string& path);

}  // namespace regisseur
