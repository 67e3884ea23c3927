#pragma once

#include <memory>

#include "core/base/clock.h"
#include "services/sdk/adapter.h"

namespace regisseur::statuspage {

// Reads status pages of Atlassian Statuspage (API v2): live, from saved files,
// and from files of captures (README.md). Thread-safe; `clock` outlives it.
std::unique_ptr<sdk::Adapter> MakeStatuspageAdapter(const Clock& clock);

}  // namespace regisseur::statuspage
