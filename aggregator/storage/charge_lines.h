#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "aggregator/storage/charge_block.h"
#include "aggregator/storage/database.h"

namespace regisseur {

// The lines of cost, behind an interface that a file of lines can serve too
// (DECISIONS 30): append to a delivery, stream a delivery, drop a delivery.
// Lines are only ever read delivery by delivery, so that the lines of a batch
// are stored as one block (charge_block.h).
class ChargeLineWriter {
 public:
  // Appends the charges of `batch` that `rows` lists, as the lines from
  // `first_row` on.
  absl::Status Append(Transaction& transaction, int64_t delivery,
                      int64_t first_row, const BatchCharges& batch,
                      absl::Span<const int32_t> rows);

 private:
  ChargeBlockPacker packer_;
};

// Takes one line. `block` stays the same for the lines of one block, with
// `is_new` at the first.
using ChargeLineConsumer = std::function<absl::Status(
    const StoredLine& line, const LineBlock& block, bool is_new)>;

// Streams the lines of a delivery after row `after`, ascending, until the end
// of the block in which there were `limit`; returns how many there were: fewer
// than `limit` when no more follow.
absl::StatusOr<int64_t> ReadChargeLines(Connection& connection,
                                        int64_t delivery, int64_t after,
                                        int64_t limit,
                                        const ChargeLineConsumer& line);

// True when the delivery's lines are sums; false when it has none.
absl::StatusOr<bool> AreSums(Connection& connection, int64_t delivery);

// Drops lines of a delivery until `limit` of them are gone, by whole blocks;
// returns how many: fewer than `limit` when none is left.
absl::StatusOr<int64_t> DropChargeLines(Transaction& transaction,
                                        int64_t delivery, int64_t limit);

}  // namespace regisseur
