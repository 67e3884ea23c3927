#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/sdk/adapter.h"

namespace regisseur::upptime {

// Upptime writes every site's file at least once a day: one that is older by a
// day was not written by a watch that still runs.
inline constexpr absl::Duration kWritesEvery = absl::Hours(48);

// What a source of this adapter can set.
struct UpptimeOptions {
  std::string url;   // of the summary; empty without
  std::string path;  // the files of the history folder; empty without
  std::string log;   // the record of checks; empty without
  // What is older than this says nothing about now; absent: whatever its age.
  std::optional<absl::Duration> stale_after;
  absl::Duration timeout = absl::Seconds(30);
  bool allow_private = false;
  std::string token;  // a secret; empty without

  // The options as a table, for AdapterInfo.
  static std::vector<sdk::OptionSpec> Specs();
  // INVALID_ARGUMENT with the option, its value and what would be right.
  static absl::StatusOr<UpptimeOptions> Read(const sdk::SourceSpec& source);
};

}  // namespace regisseur::upptime
