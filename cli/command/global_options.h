#pragma once

#include "absl/types/span.h"

namespace regisseur {

// An option that every verb has, for completion and the manual; parse.cc reads
// them.
struct GlobalOption {
  const char* name;        // `--output`
  const char* value_name;  // nullptr for a flag
  const char* help;
};

inline absl::Span<const GlobalOption> GlobalOptionTable() {
  static constexpr GlobalOption kOptions[] = {
      {"--server", "HOST:PORT", "The daemon (127.0.0.1:7400), or unix:/path"},
      {"--output", "FORMAT", "table for people; json, yaml, csv for programs"},
      {"--fail-on-gaps", nullptr, "End with 6 when something is missing"},
      {"--no-color", nullptr, "No colour, also on a terminal"},
      {"--timeout", "LENGTH", "How long to wait, such as 30s or 5m"},
      {"--token-file", "FILE", "A file that holds the bearer token"},
      {"--ca", "FILE", "The authority of the daemon's certificate"},
      {"--cert", "FILE", "Our own certificate"},
      {"--key", "FILE", "The key of --cert"},
      {"--help", nullptr, "Help for the noun or verb"},
  };
  return kOptions;
}

}  // namespace regisseur
