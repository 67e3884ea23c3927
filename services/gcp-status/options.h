#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/sdk/adapter.h"

namespace regisseur::gcp_status {

// What a source of this adapter can set.
struct GcpStatusOptions {
  std::string url;   // of the live feed; empty without
  std::string path;  // saved feeds; empty without
  bool allow_private = false;
  absl::Duration timeout = absl::Seconds(30);

  // The options as a table, for AdapterInfo.
  static std::vector<sdk::OptionSpec> Specs();
  // INVALID_ARGUMENT with the option, its value and what would be right. An
  // address without a path means its feed: `https://status.example` is
  // `https://status.example/incidents.json`.
  static absl::StatusOr<GcpStatusOptions> Read(const sdk::SourceSpec& source);
};

}  // namespace regisseur::gcp_status
