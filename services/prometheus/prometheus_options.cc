#include "services/prometheus/prometheus_options.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/sdk/source_options.h"

namespace regisseur::prometheus {
namespace {

constexpr char kApiPath[] = "/api/v1/query_range";

// A length in whole seconds of at least `low` and at most `high`.
absl::StatusOr<absl::Duration> ReadSeconds(const sdk::SourceSpec& source,
                                           absl::string_view option,
                                           absl::Duration fallback,
                                           absl::Duration low,
                                           absl::Duration high) {
  const std::string text = source.Option(option);
  if (text.empty()) return fallback;
  const absl::StatusOr<absl::Duration> length = ParseLength(text);
  if (!length.ok() || *length < low || *length > high ||
      *length % absl::Seconds(1) != absl::ZeroDuration()) {
    return sdk::RefuseOption(
        option, text,
        absl::StrCat("a length in whole seconds from ",
                     absl::FormatDuration(low), " to ",
                     absl::FormatDuration(high), ", such as 60s or 30d"));
  }
  return *length;
}

absl::StatusOr<std::string> ReadApi(const sdk::SourceSpec& source) {
  RETURN_IF_ERROR(sdk::RequireOption(source, "url"));
  ASSIGN_OR_RETURN(const std::string url, sdk::ReadUrl(source, ""));
  if (url.find_first_of("?#") != std::string::npos) {
    return sdk::RefuseOption("url", url,
                             "the server's address, without ? or #");
  }
  absl::string_view base = url;
  while (absl::ConsumeSuffix(&base, "/")) continue;
  if (absl::EndsWith(base, kApiPath)) return std::string(base);
  return absl::StrCat(base, kApiPath);
}

}  // namespace

std::vector<sdk::OptionSpec> PrometheusOptions::Specs() {
  return {
      {"url",
       "The server, for instance http://prometheus.example:9090; its "
       "/api/v1/query_range is asked.",
       /*required=*/true},
      {"queries",
       "One component a line: ID [(NAME)] up: QUERY, or ID [(NAME)] ratio "
       "degraded_performance<0.999 partial_outage<0.99 major_outage<0.9: "
       "QUERY.",
       /*required=*/true},
      {"step",
       "How far apart the samples are, at least the interval of scrapes. "
       "Default 60s."},
      {"lookback",
       "How old a sample may be when it is taken, where the server can be "
       "told (lookback_delta). Default one and a half steps."},
      {"history", "How far back the first collection reads. Default 30d."},
      {"delay",
       "How long after a moment its samples are complete. Default 30s."},
      {"timeout", "How long one request may take. Default 30s."},
      {"allow_private",
       "true lets url lead to a loopback or private address. Default false."},
      {"ca",
       "A file of authorities in PEM that are trusted beside the system's."},
      {"keep_original",
       "false keeps no copy of the answers in which something changed. "
       "Default true."},
      {"token", "Sent as bearer token.", /*required=*/false, /*secret=*/true},
  };
}

absl::StatusOr<PrometheusOptions> PrometheusOptions::Read(
    const sdk::SourceSpec& source) {
  PrometheusOptions options;
  ASSIGN_OR_RETURN(options.api, ReadApi(source));
  ASSIGN_OR_RETURN(options.queries, ReadQueries(source));
  ASSIGN_OR_RETURN(options.step,
                   ReadSeconds(source, "step", options.step, absl::Seconds(1),
                               absl::Hours(24)));
  // Whole seconds, as Prometheus itself shows lengths.
  ASSIGN_OR_RETURN(options.lookback,
                   ReadSeconds(source, "lookback",
                               absl::Ceil(options.step * 1.5, absl::Seconds(1)),
                               absl::Seconds(1), absl::Hours(48)));
  ASSIGN_OR_RETURN(options.history,
                   ReadSeconds(source, "history", options.history,
                               absl::ZeroDuration(), absl::Hours(24 * 3660)));
  ASSIGN_OR_RETURN(options.delay,
                   ReadSeconds(source, "delay", options.delay,
                               absl::ZeroDuration(), absl::Hours(24)));
  ASSIGN_OR_RETURN(options.timeout, sdk::ReadTimeout(source));
  ASSIGN_OR_RETURN(options.allow_private,
                   sdk::ReadSwitch(source, "allow_private"));
  ASSIGN_OR_RETURN(options.keep_original,
                   sdk::ReadSwitch(source, "keep_original", true));
  ASSIGN_OR_RETURN(options.ca_file, sdk::ReadCa(source));
  options.token = source.Secret("token");
  return options;
}

}  // namespace regisseur::prometheus
