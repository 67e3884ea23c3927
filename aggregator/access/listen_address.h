#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// Where a server listens.
struct ListenAddress {
  std::string host;  // an IP address, without brackets
  int port = 0;      // 0: any free one

  // `127.0.0.1:7400`, `[::1]:7400`.
  std::string ToString() const;
};

// Reads `HOST:PORT`; `localhost` means 127.0.0.1. INVALID_ARGUMENT when it is
// not written so.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

// What protects a server that others can reach.
struct ListenProtection {
  bool tls = false;
  bool identities = false;
};

// FAILED_PRECONDITION, saying what to configure, for an address that others
// than this machine could reach: without TLS and identities the daemon serves
// loopback only (DESIGN 6.4).
absl::Status CheckMayListen(const ListenAddress& address,
                            ListenProtection protection);

}  // namespace regisseur
