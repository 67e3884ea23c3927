#include "services/statuspage/options.h"

#include "absl/status/statusor.h"
#include "core/base/status_macros.h"
#include "services/sdk/source_options.h"

namespace regisseur::statuspage {

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
  ASSIGN_OR_RETURN(options.url, sdk::ReadUrl(source, "/api/v2/summary.json"));
  options.path = source.Option("path");
  if (options.url.empty() && options.path.empty()) {
    return sdk::RefuseOption("url", "",
                             "a status page in url, or files in path");
  }
  ASSIGN_OR_RETURN(options.allow_private,
                   sdk::ReadSwitch(source, "allow_private"));
  ASSIGN_OR_RETURN(options.timeout, sdk::ReadTimeout(source));
  options.token = source.Secret("token");
  return options;
}

}  // namespace regisseur::statuspage
