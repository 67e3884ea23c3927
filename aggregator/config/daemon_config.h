#pragma once

#include <functional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// How sources are asked.
struct CollectConfig {
  int concurrency = 16;
  absl::Duration deadline = absl::Minutes(10);
  int adapter_processes = 2;
  absl::Duration keep_replaced_lines = absl::Hours(7 * 24);
  int min_free_disk_percent = 10;
};

// The daemon's configuration: checked, with absolute paths.
struct DaemonConfig {
  std::string file;            // as given
  std::string base_directory;  // absolute; relative paths start here
  std::string content;         // the text, to be kept (DECISIONS 4)
  std::string data_dir;
  std::string grpc_listen = "127.0.0.1:7400";
  std::string http_listen = "127.0.0.1:7480";
  std::string exchange_rates_file;  // empty without one
  CollectConfig collect;
  Portfolio portfolio;
};

// Parses a configuration. INVALID_ARGUMENT with one line a mistake: file, line,
// key, what would be right. `base_directory` is absolute. `adapters` are the
// kinds that can be started; an empty set checks none (old versions).
absl::StatusOr<DaemonConfig> ParseDaemonConfig(
    absl::string_view file, absl::string_view base_directory,
    absl::string_view content, const std::set<std::string>& adapters);

// Reads and parses a file. NOT_FOUND when it is not there.
absl::StatusOr<DaemonConfig> LoadDaemonConfig(
    const std::string& file, const std::set<std::string>& adapters);

// Reads a file of the configuration whole, at most `max_bytes`.
absl::StatusOr<std::string> ReadConfigFile(const std::string& path,
                                           int64_t max_bytes);

}  // namespace regisseur
