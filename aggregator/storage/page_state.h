#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "aggregator/storage/database.h"
#include "core/status/page_fold.h"

namespace regisseur {

// The numbers are stored: never renumber.
enum class SeenKind { kComponent = 1, kIncident = 2, kMaintenance = 3 };

// The state of a page for its next observation: everything in force, and what
// the running run has staged.
absl::StatusOr<PageState> ReadPageState(Connection& connection, int64_t source);

}  // namespace regisseur
