#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace regisseur {

// Reads a request in the protobuf JSON mapping; an empty body is an empty
// message. INVALID_ARGUMENT for what is no JSON, nests too deep, has a field
// that the message does not have, or a text that is not UTF-8.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ParseJsonRequest(
    const google::protobuf::Descriptor* type, absl::string_view json);

}  // namespace regisseur
