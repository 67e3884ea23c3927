#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "aggregator/storage/charge_lines.h"
#include "aggregator/storage/database.h"

namespace regisseur {

// Lines as schema 1 and 2 stored them: a row each, texts a batch at a time.
// They are read and dropped, never written any more; charge_lines.h has those
// of today before and behind them.

// As ReadChargeLines, of these rows alone; never more than `limit`.
absl::StatusOr<int64_t> ReadChargeLineRows(Connection& connection,
                                           int64_t delivery, int64_t after,
                                           int64_t limit,
                                           const ChargeLineConsumer& line);

// As DropChargeLines, of these rows alone; never more than `limit`.
absl::StatusOr<int64_t> DropChargeLineRows(Transaction& transaction,
                                           int64_t delivery, int64_t limit);

}  // namespace regisseur
