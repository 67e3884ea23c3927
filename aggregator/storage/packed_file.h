#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/durable_file.h"

namespace regisseur {

// Kept documents, compressed by zstd in bounded memory. Errors as in
// durable_file.h; a broken file is DATA_LOSS.

// What the name of every packed file ends in.
inline constexpr char kPackedEnding[] = ".zst";

// Where the document with these bytes lies in a folder of originals.
std::string OriginalPath(absl::string_view folder, absl::string_view sha256);

// Packs `from` into `to`, which is durable afterwards. Of the bytes of `from`.
absl::StatusOr<FileHash> PackFile(const std::string& from,
                                  const std::string& to);

// What a packed file holds, in pieces; stops at the first status that is not
// OK.
absl::Status ReadPackedContent(
    const std::string& path,
    const std::function<absl::Status(absl::string_view piece)>& take);

// Of what a packed file holds.
absl::StatusOr<FileHash> HashPackedContent(const std::string& path);

}  // namespace regisseur
