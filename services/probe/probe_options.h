#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/probe/target_line.h"
#include "services/sdk/adapter.h"

namespace regisseur::probe {

// What a source of this adapter can set.
struct ProbeOptions {
  std::vector<Target> targets;
  // What tells whether we ourselves are connected.
  std::vector<Target> references;
  absl::Duration timeout = absl::Seconds(10);
  int retries = 1;
  absl::Duration pause = absl::Seconds(2);
  bool allow_private = false;
  std::string ca_file;

  // The options as a table, for AdapterInfo.
  static std::vector<sdk::OptionSpec> Specs();
  // INVALID_ARGUMENT with the option, its value and what would be right.
  static absl::StatusOr<ProbeOptions> Read(const sdk::SourceSpec& source);
};

}  // namespace regisseur::probe
