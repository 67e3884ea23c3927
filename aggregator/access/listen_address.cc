#include "aggregator/access/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "core/base/loopback_address.h"

namespace regisseur {
namespace {

bool IsAddress(const std::string& host) {
  in6_addr any{};
  return inet_pton(AF_INET, host.c_str(), &any) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &any) == 1;
}

}  // namespace

std::string ListenAddress::ToString() const {
  if (absl::StrContains(host, ":")) return absl::StrCat("[", host, "]:", port);
  return absl::StrCat(host, ":", port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  const absl::Status wrong = absl::InvalidArgumentError(
      absl::StrCat("\"", text,
                   "\" is no address to listen on; write HOST:PORT, for "
                   "instance 127.0.0.1:7400 or [::1]:7400"));
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return wrong;
  ListenAddress address;
  absl::string_view host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (absl::StrContains(host, ":")) {
    return wrong;
  }
  address.host = host == "localhost" ? "127.0.0.1" : std::string(host);
  if (!IsAddress(address.host)) return wrong;
  if (!absl::SimpleAtoi(text.substr(colon + 1), &address.port) ||
      address.port < 0 || address.port > 65535) {
    return wrong;
  }
  return address;
}

absl::Status CheckMayListen(const ListenAddress& address,
                            ListenProtection protection) {
  if (IsLoopbackAddress(address.host)) return absl::OkStatus();
  if (protection.tls && protection.identities) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      address.ToString(), " can be reached from other machines, and there ",
      protection.tls          ? "are no identities"
      : protection.identities ? "is no TLS"
                              : "is no TLS and are no identities",
      ": configure `tls` and `identities` or `identity_proxy` "
      "(docs/identity.md), or listen on 127.0.0.1 or [::1]"));
}

}  // namespace regisseur
