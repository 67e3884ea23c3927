#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/write_queue.h"
#include "core/base/clock.h"
#include "core/principal/principal.h"

namespace regisseur {

// What is older than these moments has been kept long enough.
struct RetentionBorders {
  absl::Time charges;       // by the end of the billing period
  absl::Time measurements;  // by the end of the period
  absl::Time originals;     // by when the file came last
  // By the end of the measurement's period; titles of tickets by their last
  // change.
  absl::Time remarks;
  absl::Time tickets;     // by their last change
  absl::Time objectives;  // by when they were replaced
  absl::Time invoices;    // by their issue day
  // Words of pulses, by their day in UTC; never where it is not given.
  absl::Time pulse_words = absl::InfinitePast();
};

// Purges what has been kept long enough. Each purge is an act in the chains, in
// the transaction that begins it, so that a missing row is either recorded or
// found. Thread-safe.
class RetentionPurge {
 public:
  RetentionPurge(std::string data_dir, Database& database, WriteQueue& queue,
                 const Clock& clock)
      : data_dir_(std::move(data_dir)),
        database_(database),
        queue_(queue),
        clock_(clock) {}

  // Marks rows and takes away originals and remarks; FactWriter::Purge drops
  // the rows.
  absl::Status Run(const Principal& who, const RetentionBorders& borders);

 private:
  absl::Status PurgeRemarks(Transaction& transaction, absl::Time known,
                            const Principal& who, absl::Time before);
  absl::Status PurgePulseWords(Transaction& transaction, absl::Time known,
                               const Principal& who, absl::Time before);
  absl::Status PurgeOriginals(Transaction& transaction, absl::Time known,
                              const Principal& who, absl::Time before);
  absl::Status RemoveFiles();

  const std::string data_dir_;
  Database& database_;
  WriteQueue& queue_;
  const Clock& clock_;
};

// The row of the act by which an original was purged, letter F.
std::string PurgedOriginalRow(absl::string_view sha256);

}  // namespace regisseur
