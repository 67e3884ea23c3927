#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/records.h"

namespace regisseur {

// Stores how a try to collect a source went. Tries in a row that tell the same
// are one stretch.
absl::Status RecordSourceTry(Transaction& transaction, int64_t source,
                             SourceTry attempt);

}  // namespace regisseur
