#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/sdk/adapter.h"

namespace regisseur::statuspage {

// What a source of this adapter can set.
struct StatuspageOptions {
  std::string url;   // of the live summary; empty without
  std::string path;  // files; empty without
  bool allow_private = false;
  absl::Duration timeout = absl::Seconds(30);
  std::string token;  // a secret; empty without

  // The options as a table, for AdapterInfo.
  static std::vector<sdk::OptionSpec> Specs();
  // INVALID_ARGUMENT with the option, its value and what would be right. A
  // page's address without a path means its summary: `https://status.example`
  // is `https://status.example/api/v2/summary.json`.
  static absl::StatusOr<StatuspageOptions> Read(const sdk::SourceSpec& source);
};

}  // namespace regisseur::statuspage
