#pragma once

#include <memory>

#include "core/base/clock.h"
#include "services/sdk/adapter.h"

namespace regisseur::gcp_status {

// Reads the incident feed of Google Cloud's status dashboard, live or from a
// saved file (README.md). Thread-safe; `clock` outlives it.
std::unique_ptr<sdk::Adapter> MakeGcpStatusAdapter(const Clock& clock);

}  // namespace regisseur::gcp_status
