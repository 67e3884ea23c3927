#pragma once

#include <memory>

#include "core/base/clock.h"
#include "services/sdk/adapter.h"

namespace regisseur::upptime {

// Reads what a repository of Upptime says: the present from its history folder
// or its summary, the past from a record of its checks (README.md).
// Thread-safe; `clock` outlives it.
std::unique_ptr<sdk::Adapter> MakeUpptimeAdapter(const Clock& clock);

}  // namespace regisseur::upptime
