#include "services/probe/probe_options.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/sdk/source_options.h"

namespace regisseur::probe {
namespace {

constexpr size_t kMaxTargets = 32;
constexpr size_t kMaxReferences = 4;
constexpr int kMaxRetries = 3;
// All targets are tried at the same time; the caller gives up on an adapter
// that says nothing for a minute.
constexpr absl::Duration kMaxRound = absl::Seconds(45);

absl::StatusOr<absl::Duration> ReadLength(const sdk::SourceSpec& source,
                                          absl::string_view option,
                                          absl::Duration fallback,
                                          absl::Duration low) {
  const std::string text = source.Option(option);
  if (text.empty()) return fallback;
  const absl::StatusOr<absl::Duration> length = ParseLength(text);
  if (!length.ok() || *length < low || *length > kMaxRound) {
    return sdk::RefuseOption(
        option, text,
        absl::StrCat("a length from ", absl::FormatDuration(low), " to ",
                     absl::FormatDuration(kMaxRound)));
  }
  return *length;
}

}  // namespace

std::vector<sdk::OptionSpec> ProbeOptions::Specs() {
  return {
      {"targets",
       "What is tried, one a line: ID [(NAME)] ADDRESS [KEY=VALUE …], with "
       "http://, https://, tcp://, tls://, grpc://, grpcs:// or dns:.",
       /*required=*/true},
      {"references",
       "What tells whether we ourselves are connected, written like targets; "
       "independent of the partner and of each other. Default: none."},
      {"timeout", "How long one try may take. Default 10s."},
      {"retries",
       "How often a failure is tried again before it counts, 0 to 3. "
       "Default 1."},
      {"pause", "How long to wait before that. Default 2s."},
      {"allow_private",
       "true lets targets be at loopback or private addresses. Default "
       "false."},
      {"ca",
       "A file of authorities in PEM that are trusted beside the system's."},
  };
}

absl::StatusOr<ProbeOptions> ProbeOptions::Read(const sdk::SourceSpec& source) {
  ProbeOptions options;
  RETURN_IF_ERROR(sdk::RequireOption(source, "targets"));
  ASSIGN_OR_RETURN(options.targets,
                   ReadTargets(source, "targets", kMaxTargets));
  if (options.targets.empty()) {
    return sdk::RefuseOption("targets", source.Option("targets"),
                             "at least one target");
  }
  ASSIGN_OR_RETURN(options.references,
                   ReadTargets(source, "references", kMaxReferences));
  ASSIGN_OR_RETURN(
      options.timeout,
      ReadLength(source, "timeout", options.timeout, absl::Milliseconds(1)));
  ASSIGN_OR_RETURN(options.pause, ReadLength(source, "pause", options.pause,
                                             absl::ZeroDuration()));
  if (const std::string retries = source.Option("retries"); !retries.empty()) {
    if (!absl::SimpleAtoi(retries, &options.retries) || options.retries < 0 ||
        options.retries > kMaxRetries) {
      return sdk::RefuseOption("retries", retries, "a number from 0 to 3");
    }
  }
  const absl::Duration round =
      options.timeout * (options.retries + 1) + options.pause * options.retries;
  if (round > kMaxRound) {
    return sdk::RefuseOption(
        "timeout", absl::FormatDuration(options.timeout),
        absl::StrCat("with ", options.retries, " retries and pauses of ",
                     absl::FormatDuration(options.pause),
                     " at most 45s in all, not ", absl::FormatDuration(round)));
  }
  ASSIGN_OR_RETURN(options.allow_private,
                   sdk::ReadSwitch(source, "allow_private"));
  ASSIGN_OR_RETURN(options.ca_file, sdk::ReadCa(source));
  return options;
}

}  // namespace regisseur::probe
