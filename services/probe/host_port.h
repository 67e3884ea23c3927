#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace regisseur::probe {

// Where something listens.
struct HostPort {
  std::string host;  // a name or an address, IPv6 without brackets
  int port = 0;
  // `host:port`, `[::1]:port`.
  std::string ToString() const;
};

// `host:port`, `[::1]:port`; nullopt for anything else. Without a port it is
// `default_port`, where that is not 0.
std::optional<HostPort> ParseHostPort(absl::string_view text,
                                      int default_port = 0);

}  // namespace regisseur::probe
