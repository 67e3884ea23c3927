#include "services/probe/host_port.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace regisseur::probe {
namespace {

constexpr size_t kMaxHostBytes = 253;

}  // namespace

std::string HostPort::ToString() const {
  return absl::StrContains(host, ':') ? absl::StrCat("[", host, "]:", port)
                                      : absl::StrCat(host, ":", port);
}

std::optional<HostPort> ParseHostPort(absl::string_view text,
                                      int default_port) {
  HostPort parsed;
  absl::string_view port;
  if (!text.empty() && text.front() == '[') {
    const size_t close = text.find(']');
    if (close == absl::string_view::npos) return std::nullopt;
    parsed.host = std::string(text.substr(1, close - 1));
    port = text.substr(close + 1);
    if (!port.empty() && port.front() != ':') return std::nullopt;
  } else {
    const size_t colon = text.find(':');
    parsed.host = std::string(text.substr(0, colon));
    port = colon == absl::string_view::npos ? "" : text.substr(colon);
  }
  if (parsed.host.empty() || parsed.host.size() > kMaxHostBytes ||
      absl::string_view(parsed.host)
              .find_first_of(absl::string_view("/@?# \t\r\n\0", 9)) !=
          absl::string_view::npos) {
    return std::nullopt;
  }
  if (port.empty()) {
    if (default_port == 0) return std::nullopt;
    parsed.port = default_port;
    return parsed;
  }
  if (!absl::SimpleAtoi(port.substr(1), &parsed.port) || parsed.port < 1 ||
      parsed.port > 65535) {
    return std::nullopt;
  }
  return parsed;
}

}  // namespace regisseur::probe
