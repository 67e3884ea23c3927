#include "core/base/local_endpoint.h"

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "core/base/loopback_address.h"

namespace regisseur {

bool IsLocalEndpoint(absl::string_view endpoint) {
  if (absl::StartsWith(endpoint, "unix:")) return true;
  for (const absl::string_view scheme : {"dns:///", "dns:", "ipv4:", "ipv6:"}) {
    if (absl::ConsumePrefix(&endpoint, scheme)) break;
  }
  absl::string_view host = endpoint;
  const size_t colon = endpoint.rfind(':');
  if (colon != absl::string_view::npos && !absl::EndsWith(endpoint, "]")) {
    const absl::string_view port = endpoint.substr(colon + 1);
    if (port.find_first_not_of("0123456789") != absl::string_view::npos) {
      return false;
    }
    host = endpoint.substr(0, colon);
  }
  if (absl::ConsumePrefix(&host, "[")) {
    if (!absl::ConsumeSuffix(&host, "]")) return false;
  }
  return host == "localhost" || IsLoopbackAddress(host);
}

}  // namespace regisseur
