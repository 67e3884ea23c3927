#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace regisseur {

// Writes an answer: lowerCamelCase names, default values always printed, a
// field that is unknown absent (DECISIONS 14).
absl::StatusOr<std::string> RenderJson(const google::protobuf::Message& answer);

}  // namespace regisseur
