#pragma once

#include <memory>

#include "core/base/clock.h"
#include "services/sdk/adapter.h"

namespace regisseur::probe {

// Tries what partners run from where we are: web pages, ports, names,
// certificates, gRPC health (README.md). Thread-safe; `clock` outlives it.
std::unique_ptr<sdk::Adapter> MakeProbeAdapter(const Clock& clock);

}  // namespace regisseur::probe
