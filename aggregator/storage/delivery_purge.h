#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/storage/database.h"

namespace regisseur {

// Takes away what need not be kept: the lines of replaced deliveries (DECISIONS
// 1), and what is left of dropped runs. Totals stay.

// Marks the lines of deliveries that were replaced before that moment and
// before their period closed; DropSlice then drops them.
absl::Status MarkReplacedLines(Transaction& transaction,
                               absl::Time replaced_before);

// Marks the lines of charges whose period ended before that moment, and
// deliveries of which every measurement did; DropSlice then drops their rows.
absl::Status MarkOldRows(Transaction& transaction, absl::Time charges_before,
                         absl::Time measurements_before);

// Drops one slice of about 10,000 rows; false when there is no more.
absl::StatusOr<bool> DropSlice(Transaction& transaction);

}  // namespace regisseur
