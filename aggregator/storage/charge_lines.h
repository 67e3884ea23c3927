#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/storage/database.h"
#include "core/cost/charge.h"

namespace regisseur {

// A line as it is stored: the texts of the charge are ids of the table `text`.
struct StoredLine {
  int64_t row = 0;  // within the delivery, from 1
  int64_t party = 0;
  Charge charge;
};

// The lines of cost, behind an interface that a file of lines can serve too
// (DECISIONS 30): append to a delivery, stream a delivery, drop a delivery. A
// line's key is its delivery and row, so that a delivery lies together.

// Appends one line. `line.charge` must have ids that fit 32 bits.
absl::Status AppendChargeLine(Transaction& transaction, int64_t delivery,
                              const StoredLine& line);

// Streams the lines of a delivery after row `after`, ascending, at most
// `limit`; returns how many there were.
absl::StatusOr<int64_t> ReadChargeLines(
    Connection& connection, int64_t delivery, int64_t after, int64_t limit,
    const std::function<absl::Status(const StoredLine&)>& line);

// Drops at most `limit` lines of a delivery; returns how many.
absl::StatusOr<int64_t> DropChargeLines(Transaction& transaction,
                                        int64_t delivery, int64_t limit);

}  // namespace regisseur
