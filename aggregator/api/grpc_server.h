#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "aggregator/access/callers.h"
#include "aggregator/access/listen_address.h"
#include "aggregator/access/server_certificate.h"
#include "aggregator/api/method_registry.h"

namespace regisseur {

// Serves the methods over gRPC: on an address and, for the CLI on the same
// machine, on a Unix socket. Requests and answers are limited to 1 MiB,
// compression is off (an inflated message passes the limit), a port that is in
// use is refused rather than shared, grpc.health.v1 is served.
class GrpcServer {
 public:
  struct Options {
    ListenAddress listen{.host = "127.0.0.1", .port = 0};
    // Path of a Unix socket, only for our own user; empty: none.
    std::string unix_socket;
    // What it shows in TLS on the address (the socket needs none), which must
    // outlive it; null: no TLS. Certificates of callers are asked for where it
    // says so.
    ServerCertificate* certificate = nullptr;
    int threads = 8;
    int long_threads = 8;
  };

  // Listens and serves. `methods` and `callers` must outlive the server.
  // FAILED_PRECONDITION with a sentence for an address that others could reach
  // without TLS and identities, one that is in use, a certificate that cannot
  // be used, or a socket path that is too long.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(
      const MethodRegistry& methods, Callers& callers, const Options& options);

  ~GrpcServer();
  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;

  // Where it listens, with the actual port.
  const ListenAddress& address() const;

  // What grpc.health.v1 says: false while imports find no room.
  void SetServing(bool serving);

  // Says NOT_SERVING, tells handlers to end, gives calls half a second, and
  // stops. Safe to call twice.
  void Stop();

 private:
  class Impl;
  explicit GrpcServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace regisseur
