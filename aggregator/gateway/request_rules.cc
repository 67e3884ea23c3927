#include "aggregator/gateway/request_rules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace regisseur {

RequestRules::RequestRules(std::string scheme, int port,
                           std::vector<std::string> hosts)
    : scheme_(std::move(scheme)) {
  for (const char* own : {"localhost", "127.0.0.1", "[::1]"}) {
    hosts_.push_back(absl::StrCat(own, ":", port));
    if (port == (scheme_ == "https" ? 443 : 80)) hosts_.push_back(own);
  }
  for (std::string& host : hosts) {
    absl::AsciiStrToLower(&host);
    hosts_.push_back(absl::StrCat(host, ":", port));
    hosts_.push_back(std::move(host));
  }
}

bool RequestRules::AllowsHost(absl::string_view host) const {
  return std::find(hosts_.begin(), hosts_.end(), absl::AsciiStrToLower(host)) !=
         hosts_.end();
}

bool RequestRules::AllowsOrigin(absl::string_view origin) const {
  if (origin.empty()) return true;
  if (!absl::ConsumePrefix(&origin, scheme_) ||
      !absl::ConsumePrefix(&origin, "://")) {
    return false;
  }
  return AllowsHost(origin);
}

BodyType ParseBodyType(absl::string_view content_type) {
  // StrSplit makes no parts at all of a view without data.
  if (content_type.empty()) return BodyType::kOther;
  const std::vector<absl::string_view> parts =
      absl::StrSplit(content_type, ';');
  for (size_t i = 1; i < parts.size(); ++i) {
    const std::string parameter =
        absl::AsciiStrToLower(absl::StripAsciiWhitespace(parts[i]));
    if (absl::StartsWith(parameter, "charset=") &&
        parameter != "charset=utf-8" && parameter != "charset=\"utf-8\"") {
      return BodyType::kOther;
    }
  }
  const std::string type =
      absl::AsciiStrToLower(absl::StripAsciiWhitespace(parts[0]));
  if (type == "application/json") return BodyType::kJson;
  if (type == "application/connect+json") return BodyType::kConnectJson;
  return BodyType::kOther;
}

}  // namespace regisseur
