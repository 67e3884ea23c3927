#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/config/daemon_config.h"

namespace regisseur {

// The version of this program.
inline constexpr char kProgramVersion[] = "0.1.0";

// The Unix socket that a daemon over this folder serves for its own user; empty
// when the path is too long for one.
std::string SocketPath(const std::string& data_dir);

// The daemon, put together: the one place where every part is made and handed
// to those that need it. Not thread-safe; one thread starts, reloads and stops
// it.
class Daemon {
 public:
  struct Options {
    std::string adapters_dir;  // holds regisseur-adapter-<kind>
  };

  // Opens the data, puts the configuration in force and serves.
  // FAILED_PRECONDITION with a sentence when another daemon has the data, an
  // address cannot be listened on, or a newer program wrote the file.
  static absl::StatusOr<std::unique_ptr<Daemon>> Start(
      const DaemonConfig& config, const Options& options);
  // Stops serving, then collecting, then closes the data.
  ~Daemon();

  // Puts another configuration in force. Keys that take effect at a start only
  // (ConfigKey::needs_restart) stay as they were, and the overview names those
  // that changed. A broken rate file changes nothing.
  absl::Status Reload(const DaemonConfig& config);
  // The file as it is now could not be read: the doctor says so until a reload
  // goes well.
  void NoteReloadFailure(const absl::Status& why);

  // With the actual ports.
  std::string grpc_address() const;
  std::string http_address() const;

 private:
  class Impl;
  explicit Daemon(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace regisseur
