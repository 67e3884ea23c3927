#pragma once

#include <sys/socket.h>

#include <string>

#include "absl/strings/string_view.h"

namespace regisseur {

// True for an address that a public system cannot have: loopback, private,
// link-local, carrier-grade NAT, multicast, documentation, reserved, and IPv6
// forms that carry such an IPv4 address. `address` is numeric. True also for
// what is no address.
bool IsPrivateAddress(absl::string_view address);
// The same of an address that a name resolved to.
bool IsPrivateAddress(const sockaddr* address);

// It as text, for messages.
std::string AddressText(const sockaddr* address);

}  // namespace regisseur
