#include "services/gcp-status/options.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/sdk/problem.h"

namespace regisseur::gcp_status {
namespace {

absl::Status Refuse(absl::string_view option, absl::string_view value,
                    absl::string_view want) {
  return sdk::OptionProblem("option-value", {{"option", std::string(option)},
                                             {"field", std::string(option)},
                                             {"value", std::string(value)},
                                             {"allowed", std::string(want)}});
}

}  // namespace

std::vector<sdk::OptionSpec> GcpStatusOptions::Specs() {
  return {
      {"url",
       "The dashboard, for instance https://status.cloud.google.com (its "
       "/incidents.json is read), or the address of the feed itself. Either "
       "this or path."},
      {"path",
       "A saved incidents.json; of several that a pattern names, the last in "
       "order of name. Either this or url."},
      {"allow_private",
       "true lets url lead to a loopback or private address. Default false."},
      {"timeout", "How long one request may take. Default 30s."},
  };
}

absl::StatusOr<GcpStatusOptions> GcpStatusOptions::Read(
    const sdk::SourceSpec& source) {
  GcpStatusOptions options;
  options.url = source.Option("url");
  options.path = source.Option("path");
  const std::string allow_private = source.Option("allow_private", "false");
  if (allow_private != "true" && allow_private != "false") {
    return Refuse("allow_private", allow_private, "true or false");
  }
  options.allow_private = allow_private == "true";
  if (const std::string timeout = source.Option("timeout"); !timeout.empty()) {
    absl::StatusOr<absl::Duration> length = ParseLength(timeout);
    if (!length.ok()) {
      return Refuse("timeout", timeout, "a length such as 30s");
    }
    options.timeout = *length;
  }
  RETURN_IF_ERROR(options.Validate());
  return options;
}

std::string GcpStatusOptions::FeedUrl() const {
  const size_t host = url.find("://");
  if (host == std::string::npos) return url;
  const size_t path = url.find_first_of("/?#", host + 3);
  if (path == std::string::npos) return absl::StrCat(url, "/incidents.json");
  return path + 1 == url.size() && url[path] == '/'
             ? absl::StrCat(url, "incidents.json")
             : url;
}

absl::Status GcpStatusOptions::Validate() const {
  if (url.empty() == path.empty()) {
    return Refuse("url", url, "either url or path, one of them");
  }
  if (!url.empty() && !absl::StartsWith(url, "https://") &&
      !absl::StartsWith(url, "http://")) {
    return Refuse("url", url, "an address that starts with https://");
  }
  if (timeout <= absl::ZeroDuration() || timeout > absl::Minutes(10)) {
    return Refuse("timeout", absl::FormatDuration(timeout),
                  "more than 0s and at most 10m");
  }
  return absl::OkStatus();
}

}  // namespace regisseur::gcp_status
