#pragma once

#include <string>
#include <vector>

#include "aggregator/config/daemon_config.h"

namespace regisseur {

// The keys that `wanted` changes and that a running daemon, started with
// `running`, takes up at its next start only: "listen.grpc". The same keys are
// marked in the table of keys (ConfigKey::needs_restart).
std::vector<std::string> ListKeysThatNeedRestart(const DaemonConfig& running,
                                                 const DaemonConfig& wanted);

}  // namespace regisseur
