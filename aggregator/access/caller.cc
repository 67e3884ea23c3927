#include "aggregator/access/caller.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace regisseur {

bool IsLoopbackAddress(absl::string_view address) {
  const std::string text(address);
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
    return (ntohl(v4.s_addr) >> 24) == 127;
  }
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return false;
  if (IN6_IS_ADDR_LOOPBACK(&v6)) return true;
  return IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127;
}

absl::StatusOr<Principal> IdentifyCaller(const CallerEvidence& evidence) {
  switch (evidence.transport) {
    case CallerEvidence::Transport::kUnixSocket:
      return Principal::LocalAdministrator();
    case CallerEvidence::Transport::kTcp:
      if (IsLoopbackAddress(evidence.address)) {
        return Principal::LocalAdministrator();
      }
  }
  return absl::UnauthenticatedError(
      absl::StrCat("a caller from ", evidence.address,
                   " has to identify itself, and no identities are configured; "
                   "call from the machine itself"));
}

}  // namespace regisseur
