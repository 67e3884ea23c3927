#pragma once

#include "absl/strings/string_view.h"

namespace regisseur {

// Whether nobody outside this machine can be at the gRPC address `endpoint`: a
// Unix socket, or a host, with or without a port, that as a whole is loopback
// or `localhost`.
bool IsLocalEndpoint(absl::string_view endpoint);

}  // namespace regisseur
