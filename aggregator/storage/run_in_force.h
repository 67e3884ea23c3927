#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/records.h"
#include "aggregator/storage/staged_run.h"

namespace regisseur {

// Puts the deliveries of a run in force with its last batch (DECISIONS 1): each
// gets its known time and the next place in its provider's chain; a complete
// one closes those of its source and scope that it replaces; one that says what
// is in force already only confirms that. What an origin told that the run
// tells whole, and the run does not tell, is replaced by nothing: an empty
// delivery of the scope. Kept totals are written.
// `superseded` grows by the rows of those that were closed.
absl::Status PutRunInForce(Transaction& transaction, const StagedBatch& last,
                           int64_t source, absl::Time known,
                           const StagedRun& run, int64_t& superseded);

}  // namespace regisseur
