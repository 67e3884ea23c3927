#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/storage/database.h"
#include "core/principal/principal.h"

namespace regisseur {

// Takes away what need not be kept: the lines of replaced deliveries (DECISIONS
// 1), and what is left of dropped runs. Totals stay.

// Marks the lines of deliveries that were replaced before that moment and
// before their period closed, and records it as acts of `who`; DropSlice then
// drops them.
absl::Status PurgeReplacedLines(Transaction& transaction, absl::Time known,
                                const Principal& who,
                                absl::Time replaced_before);

// The same with the lines of charges whose period ended before that moment, and
// with deliveries of which every measurement did.
absl::Status PurgeOldRows(Transaction& transaction, absl::Time known,
                          const Principal& who, absl::Time charges_before,
                          absl::Time measurements_before);

// The same with deliveries of which every ticket changed before that moment the
// last time, and with objectives and commitments that were replaced before it.
absl::Status PurgeOldTickets(Transaction& transaction, absl::Time known,
                             const Principal& who, absl::Time before);
absl::Status PurgeOldObjectives(Transaction& transaction, absl::Time known,
                                const Principal& who, absl::Time before);
absl::Status PurgeOldCommitments(Transaction& transaction, absl::Time known,
                                 const Principal& who, absl::Time before);
// And with invoices that were all issued before it.
absl::Status PurgeOldInvoices(Transaction& transaction, absl::Time known,
                              const Principal& who, absl::Time before);

// Drops one slice of about 10,000 rows; false when there is no more. What is
// marked without a record stays (purge_check.h).
absl::StatusOr<bool> DropSlice(Transaction& transaction);

}  // namespace regisseur
