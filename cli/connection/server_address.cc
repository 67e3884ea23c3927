#include "cli/connection/server_address.h"

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace regisseur {

absl::StatusOr<ServerAddress> ParseServerAddress(absl::string_view text) {
  const auto refuse = [text](absl::string_view why) {
    return absl::InvalidArgumentError(
        absl::StrCat("server address '", text, "' ", why,
                     "; it should be HOST:PORT such as 127.0.0.1:7400, or "
                     "unix:/path/of/socket"));
  };
  if (absl::StartsWith(text, "unix:")) {
    if (text.size() == 5) return refuse("names no socket");
    return ServerAddress{std::string(text), true};
  }
  absl::string_view rest = absl::StripPrefix(text, "dns:///");
  const size_t colon = rest.rfind(':');
  if (colon == absl::string_view::npos) return refuse("has no port");
  absl::string_view host = rest.substr(0, colon);
  int port = 0;
  if (!absl::SimpleAtoi(rest.substr(colon + 1), &port) || port < 1 ||
      port > 65535) {
    return refuse("has no port between 1 and 65535");
  }
  if (host.empty()) return refuse("has no host");
  const bool bracketed = absl::ConsumePrefix(&host, "[");
  if (bracketed != absl::ConsumeSuffix(&host, "]") ||
      (!bracketed && absl::StrContains(host, ":")) ||
      absl::StrContains(host, "/")) {
    return refuse("has no readable host");
  }
  const bool local =
      host == "localhost" || host == "::1" ||
      (absl::StartsWith(host, "127.") &&
       host.find_first_not_of("0123456789.") == absl::string_view::npos);
  return ServerAddress{std::string(text), local};
}

}  // namespace regisseur
