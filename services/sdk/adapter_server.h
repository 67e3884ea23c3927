#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/sdk/adapter.h"

namespace regisseur::sdk {

// Where an adapter serves and to whom.
struct AdapterServerOptions {
  // `unix:/path` or `HOST:PORT`, port 0 for any free one.
  std::string listen = "127.0.0.1:0";
  // Files in PEM. Mutual TLS when they are given, all three; required on any
  // address that is neither loopback nor a Unix socket.
  std::string tls_ca;
  std::string tls_cert;
  std::string tls_key;
  // Calls that read at the same time, and that wait for their turn; more are
  // RESOURCE_EXHAUSTED. A call has a thread: one whose partner hangs sleeps,
  // and must not keep others waiting, so there are many more than would ever
  // work at once. How many work is the caller's to bound.
  int max_running = 512;
  int max_waiting = 64;

  // INVALID_ARGUMENT that names the option.
  absl::Status Validate() const;
};

// Serves one adapter as AdapterService with gRPC health, within limits: 1 MiB a
// message, no compression (an inflated message would escape the limit), 16 KiB
// of metadata, no more streams a connection than calls. Thread-safe.
class AdapterServer {
 public:
  // Serves when it returns. INVALID_ARGUMENT for options that cannot be,
  // UNAVAILABLE when the address cannot be listened on.
  static absl::StatusOr<std::unique_ptr<AdapterServer>> Start(
      const AdapterServerOptions& options, std::unique_ptr<Adapter> adapter);
  // Stops and waits for the calls, however long they take.
  ~AdapterServer();

  // `unix:/path` or `HOST:PORT` with the port that was taken.
  const std::string& address() const;
  // Takes no more calls, lets those that run end, cancels them after `grace`.
  // True when all had ended a second later.
  bool Stop(absl::Duration grace);

 private:
  class Impl;
  explicit AdapterServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace regisseur::sdk
