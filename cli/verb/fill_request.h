#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "cli/verb/arguments.h"
#include "google/protobuf/message.h"

namespace regisseur {

// Writes what was told into the fields of the request that the parameters name.
// INVALID_ARGUMENT for a moment that cannot be read; the end of a running day
// or month is `now`.
absl::Status FillRequest(const std::vector<Parameter>& parameters,
                         const Arguments& arguments, absl::Time now,
                         google::protobuf::Message* request);

}  // namespace regisseur
