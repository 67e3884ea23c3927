#include "services/gcp-status/options.h"

#include "core/base/status_macros.h"
#include "services/sdk/source_options.h"

namespace regisseur::gcp_status {

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
  ASSIGN_OR_RETURN(options.url, sdk::ReadUrl(source, "/incidents.json"));
  options.path = source.Option("path");
  if (options.url.empty() == options.path.empty()) {
    return sdk::RefuseOption("url", options.url,
                             "either url or path, one of them");
  }
  ASSIGN_OR_RETURN(options.allow_private,
                   sdk::ReadSwitch(source, "allow_private"));
  ASSIGN_OR_RETURN(options.timeout, sdk::ReadTimeout(source));
  return options;
}

}  // namespace regisseur::gcp_status
