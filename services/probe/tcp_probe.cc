#include "services/probe/tcp_probe.h"

#include "services/probe/tcp_connection.h"

namespace regisseur::probe {

ProbeResult TcpProbe::Try(const ProbeLimits& limits) const {
  const auto connection = TcpConnection::Open(where_, limits);
  return connection.ok() ? ProbeResult::Good()
                         : ResultOfConnect(connection.status());
}

}  // namespace regisseur::probe
