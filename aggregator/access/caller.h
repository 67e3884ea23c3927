#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/principal/principal.h"

namespace regisseur {

// What a server knows of who called.
struct CallerEvidence {
  enum class Transport { kUnixSocket, kTcp };
  Transport transport = Transport::kTcp;
  // The peer's IP address without its port; empty on a Unix socket.
  std::string address;
};

// Who called. Without identities everyone on loopback and on our own Unix
// socket is the administrator (DECISIONS 26); UNAUTHENTICATED for anyone else.
absl::StatusOr<Principal> IdentifyCaller(const CallerEvidence& evidence);

// True for 127.0.0.0/8 and ::1, also as ::ffff:127.0.0.1. Names are not
// addresses: false.
bool IsLoopbackAddress(absl::string_view address);

}  // namespace regisseur
