#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/probe/host_port.h"
#include "services/probe/probe.h"

namespace regisseur::probe {

// An open connection. Closes it when it is destroyed. Not thread-safe.
class TcpConnection {
 public:
  // Resolves and connects within the timeout, address by address.
  // FAILED_PRECONDITION for a private address that is not allowed, UNAVAILABLE
  // (with why, without measured values) when nothing answers.
  static absl::StatusOr<std::unique_ptr<TcpConnection>> Open(
      const HostPort& where, const ProbeLimits& limits);
  ~TcpConnection();

  // The socket, non-blocking.
  int fd() const { return fd_; }
  // The address that answered, as gRPC names it: `ipv4:1.2.3.4:5`,
  // `ipv6:[::1]:5`.
  std::string peer() const;

 private:
  class Transfer;
  TcpConnection() = default;

  std::unique_ptr<Transfer> transfer_;
  int fd_ = -1;
};

// What a failed Open means for the target.
ProbeResult ResultOfConnect(const absl::Status& status);

}  // namespace regisseur::probe
