#include "services/statuspage/options.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/sdk/problem.h"

namespace regisseur::statuspage {
namespace {

absl::Status Refuse(absl::string_view option, absl::string_view value,
                    absl::string_view want) {
  return sdk::OptionProblem("option-value", {{"option", std::string(option)},
                                             {"field", std::string(option)},
                                             {"value", std::string(value)},
                                             {"allowed", std::string(want)}});
}

}  // namespace

std::vector<sdk::OptionSpec> StatuspageOptions::Specs() {
  return {
      {"url",
       "The status page, for instance https://status.example (its "
       "/api/v2/summary.json is read), or the address of the JSON itself. "
       "This or path is needed."},
      {"path",
       "Saved summary.json or incidents.json files, or months of captures "
       "(.jsonl); a pattern may name several. This or url is needed."},
      {"allow_private",
       "true lets url lead to a loopback or private address. Default false."},
      {"timeout", "How long one request may take. Default 30s."},
      {"token", "Sent as bearer token, for pages that ask for one.",
       /*required=*/false, /*secret=*/true},
  };
}

absl::StatusOr<StatuspageOptions> StatuspageOptions::Read(
    const sdk::SourceSpec& source) {
  StatuspageOptions options;
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
  options.token = source.Secret("token");
  RETURN_IF_ERROR(options.Validate());
  return options;
}

std::string StatuspageOptions::SummaryUrl() const {
  const size_t host = url.find("://");
  if (host == std::string::npos) return url;
  const size_t path = url.find_first_of("/?#", host + 3);
  if (path == std::string::npos) {
    return absl::StrCat(url, "/api/v2/summary.json");
  }
  return path + 1 == url.size() && url[path] == '/'
             ? absl::StrCat(url, "api/v2/summary.json")
             : url;
}

absl::Status StatuspageOptions::Validate() const {
  if (url.empty() && path.empty()) {
    return Refuse("url", "", "a status page in url, or files in path");
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

}  // namespace regisseur::statuspage
