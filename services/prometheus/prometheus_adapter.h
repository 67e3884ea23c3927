#pragma once

#include <memory>

#include "core/base/clock.h"
#include "services/sdk/adapter.h"

namespace regisseur::prometheus {

// Asks a Prometheus server (or one that speaks its API) how components work:
// the history once, then what is new (README.md). Thread-safe; `clock` outlives
// it.
std::unique_ptr<sdk::Adapter> MakePrometheusAdapter(const Clock& clock);

}  // namespace regisseur::prometheus
