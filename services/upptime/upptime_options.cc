#include "services/upptime/upptime_options.h"

#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/sdk/source_options.h"

namespace regisseur::upptime {
std::vector<sdk::OptionSpec> UpptimeOptions::Specs() {
  return {
      {"url",
       "The summary, for instance https://raw.githubusercontent.com/"
       "OWNER/REPOSITORY/HEAD/history/summary.json. Either this or path."},
      {"path",
       "The files of a copy's history folder, for instance "
       "status/history/*: summary.json, a .yml for each site, or both. Either "
       "this or url."},
      {"log",
       "The record of checks, a line `time<tab>subject` each, as "
       "git log --pretty=tformat:'%cI%x09%s' writes it. Default: none."},
      {"stale_after",
       "A site whose file is older is unknown. Default: 2d with url; with "
       "path the files are told whatever their age."},
      {"allow_private",
       "true lets url lead to a loopback or private address. Default false."},
      {"timeout", "How long one request may take. Default 30s."},
      {"token", "Sent as bearer token, for a private repository.",
       /*required=*/false, /*secret=*/true},
  };
}

absl::StatusOr<UpptimeOptions> UpptimeOptions::Read(
    const sdk::SourceSpec& source) {
  UpptimeOptions options;
  ASSIGN_OR_RETURN(options.url, sdk::ReadUrl(source, "/history/summary.json"));
  options.path = source.Option("path");
  options.log = source.Option("log");
  if (!options.url.empty() && !options.path.empty()) {
    return sdk::RefuseOption("url", options.url,
                             "either url or path, one of them");
  }
  if (options.url.empty() && options.path.empty() && options.log.empty()) {
    return sdk::RefuseOption("path", "",
                             "the files of the history folder in path, the "
                             "summary in url, or a record of checks in log");
  }
  if (!options.url.empty()) options.stale_after = kWritesEvery;
  if (const std::string text = source.Option("stale_after"); !text.empty()) {
    const absl::StatusOr<absl::Duration> length = ParseLength(text);
    if (!length.ok() || *length <= absl::ZeroDuration()) {
      return sdk::RefuseOption("stale_after", text, "a length such as 2d");
    }
    options.stale_after = *length;
  }
  ASSIGN_OR_RETURN(options.allow_private,
                   sdk::ReadSwitch(source, "allow_private"));
  ASSIGN_OR_RETURN(options.timeout, sdk::ReadTimeout(source));
  options.token = source.Secret("token");
  return options;
}

}  // namespace regisseur::upptime
