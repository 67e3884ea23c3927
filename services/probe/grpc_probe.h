#pragma once

#include <string>
#include <utility>

#include "services/probe/host_port.h"
#include "services/probe/probe.h"

namespace regisseur::probe {

// What a server says about one of its services (grpc.health.v1).
class GrpcProbe final : public Probe {
 public:
  // An empty `service` asks about the server as a whole.
  GrpcProbe(HostPort where, std::string service, bool tls)
      : where_(std::move(where)), service_(std::move(service)), tls_(tls) {}
  ProbeResult Try(const ProbeLimits& limits) const override;

 private:
  const HostPort where_;
  const std::string service_;
  const bool tls_;
};

}  // namespace regisseur::probe
