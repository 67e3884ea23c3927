#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// Where a daemon listens.
struct ServerAddress {
  // As gRPC takes it: `127.0.0.1:7400`, `unix:/run/regisseur.sock`.
  std::string target;
  // True where nobody else can listen in: a loopback address or a Unix socket.
  bool local = false;
};

// Reads `HOST:PORT`, `[::1]:PORT`, `dns:///HOST:PORT` or `unix:/path`.
// INVALID_ARGUMENT says which of them it should have been.
absl::StatusOr<ServerAddress> ParseServerAddress(absl::string_view text);

}  // namespace regisseur
