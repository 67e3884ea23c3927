#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"

namespace regisseur {

// What is asked before anything that partners told is taken away. The tables
// can be changed by whoever has a shell: a mark in them is no reason. What does
// not fit stays where it is, and `audit verify` names it. All answer false for
// what the tables cannot have said by themselves.

// The entry of a delivery is as it was chained, so that its period and its
// known time are what was told; of measurements their rows are too.
absl::StatusOr<bool> IsDeliveryAsChained(Connection& connection,
                                         int64_t delivery);

// The delivery's purge is recorded: by an act of its chain that is as it was
// chained.
absl::StatusOr<bool> IsPurgeRecorded(Connection& connection, int64_t delivery);

// The same of an original, for each time that it came.
absl::StatusOr<bool> IsOriginalPurgeRecorded(Connection& connection,
                                             absl::string_view sha256);

}  // namespace regisseur
