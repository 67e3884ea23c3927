#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/prometheus/component_query.h"
#include "services/sdk/adapter.h"

namespace regisseur::prometheus {

// What a source of this adapter can set.
struct PrometheusOptions {
  std::string api;  // the address of query_range
  std::vector<ComponentQuery> queries;
  absl::Duration step = absl::Seconds(60);
  absl::Duration lookback = absl::Seconds(90);
  absl::Duration history = absl::Hours(24 * 30);
  absl::Duration delay = absl::Seconds(30);
  absl::Duration timeout = absl::Seconds(30);
  bool allow_private = false;
  bool keep_original = true;
  std::string ca_file;
  std::string token;  // a secret; empty without

  // The options as a table, for AdapterInfo.
  static std::vector<sdk::OptionSpec> Specs();
  // INVALID_ARGUMENT with the option, its value and what would be right.
  static absl::StatusOr<PrometheusOptions> Read(const sdk::SourceSpec& source);
};

}  // namespace regisseur::prometheus
