#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace regisseur {

// The protobuf JSON mapping of an answer (DECISIONS 14): lowerCamelCase,
// defaults printed, what is not set and unknown absent, 64-bit integers as
// strings, map keys in order, pretty-printed, with a newline at the end.
absl::StatusOr<std::string> RenderJson(const google::protobuf::Message& answer);

}  // namespace regisseur
