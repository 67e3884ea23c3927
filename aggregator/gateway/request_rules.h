#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur {

// Who may reach the gateway, by the headers of a request (DECISIONS 25): a page
// of another site, or a name that somebody points at us, gets nothing.
// Immutable; thread-safe.
class RequestRules {
 public:
  // `scheme` is http or https, `port` the one that is listened on; `hosts` are
  // further names. One without a port is also meant with this one.
  RequestRules(std::string scheme, int port, std::vector<std::string> hosts);

  // True for one of our names, written with our port.
  bool AllowsHost(absl::string_view host) const;
  // True for no Origin, and for our own.
  bool AllowsOrigin(absl::string_view origin) const;

 private:
  const std::string scheme_;
  std::vector<std::string> hosts_;  // lower case
};

// What a request's body is.
enum class BodyType {
  kJson,         // application/json
  kConnectJson,  // application/connect+json: enveloped, for streams
  kOther,
};
// Reads a Content-Type; a charset other than UTF-8 makes it kOther.
BodyType ParseBodyType(absl::string_view content_type);

}  // namespace regisseur
