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
  std::string url;   // live; empty without
  std::string path;  // saved feeds; empty without
  bool allow_private = false;
  absl::Duration timeout = absl::Seconds(30);

  // The options as a table, for AdapterInfo.
  static std::vector<sdk::OptionSpec> Specs();
  // INVALID_ARGUMENT with the option, its value and what would be right.
  static absl::StatusOr<GcpStatusOptions> Read(const sdk::SourceSpec& source);

  // An address without a path means its feed: `https://status.example` is
  // `https://status.example/incidents.json`.
  std::string FeedUrl() const;
  absl::Status Validate() const;
};

}  // namespace regisseur::gcp_status
