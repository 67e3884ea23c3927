#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "wire/message_limits.h"

namespace regisseur {

// Of all files in one request, with room for what stands around them.
inline constexpr size_t kMostSentBytes = kMostRequestBytes - 64 * 1024;

// The whole of a file that is sent to the daemon. NOT_FOUND or
// INVALID_ARGUMENT, naming `verb` and the file, when it cannot be read or is
// larger than a request may be.
absl::StatusOr<std::string> ReadFileToSend(absl::string_view verb,
                                           const std::string& path);

// The same for a text, which has to be UTF-8: names the first line that is not.
absl::StatusOr<std::string> ReadTextToSend(absl::string_view verb,
                                           const std::string& path);

}  // namespace regisseur
