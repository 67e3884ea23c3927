#pragma once

#include <utility>

#include "services/probe/host_port.h"
#include "services/probe/probe.h"

namespace regisseur::probe {

// Whether a port takes a connection.
class TcpProbe final : public Probe {
 public:
  explicit TcpProbe(HostPort where) : where_(std::move(where)) {}
  ProbeResult Try(const ProbeLimits& limits) const override;

 private:
  const HostPort where_;
};

}  // namespace regisseur::probe
