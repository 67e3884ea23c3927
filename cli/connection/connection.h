#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/connection/server_address.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace regisseur {

// How to reach a daemon; empty file names mean: not given.
struct ConnectionOptions {
  std::string server = "127.0.0.1:7400";
  // Holds the bearer token, one line.
  std::string token_file;
  // The authority of the daemon's certificate; empty: the system's.
  std::string ca_file;
  // Our own certificate and its key; both or none.
  std::string cert_file;
  std::string key_file;
  // Replaces the time limit that each verb has of its own.
  std::optional<absl::Duration> timeout;
};

// A channel to one daemon, and what every call needs. A loopback address or a
// Unix socket is plain unless a certificate file is given; everything else is
// TLS. Nothing is compressed, in either direction. Thread-safe.
class Connection {
 public:
  // INVALID_ARGUMENT for an address or a pair of files that cannot be;
  // NOT_FOUND or the like for a file that cannot be read. Does not connect yet.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(
      const ConnectionOptions& options);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // Gives a call its deadline, the time limit asked for by the person or else
  // `usual_limit`, and its credentials.
  void Prepare(absl::Duration usual_limit, grpc::ClientContext* context) const;

  // What a call came to, in words that say what to do.
  absl::Status Explain(const grpc::Status& status) const;

 private:
  Connection(ServerAddress address, std::shared_ptr<grpc::Channel> channel,
             std::string token, std::optional<absl::Duration> timeout);

  const ServerAddress address_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::string token_;
  const std::optional<absl::Duration> timeout_;
};

}  // namespace regisseur
