#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace regisseur {

// Writes an answer: lowerCamelCase names, default values always printed, a
// field that is unknown absent (DECISIONS 14). The same text for the same
// answer.
absl::StatusOr<std::string> RenderJson(const google::protobuf::Message& answer);

// Its bytes, the same ones for the same answer: maps in the order of their
// keys.
std::string RenderBytes(const google::protobuf::Message& answer);

}  // namespace regisseur
