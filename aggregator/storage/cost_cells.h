#pragma once

#include <array>
#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/storage/charge_lines.h"
#include "aggregator/storage/database.h"
#include "core/cost/cost_total.h"

namespace regisseur {

// The kept totals of one delivery while it is being staged (DECISIONS 9): added
// up in memory as its lines come in, written once when it comes into force. A
// delivery that would make more than 20,000 cells leaves its region out.
class CostCells {
 public:
  static constexpr size_t kMaxCells = 20000;

  // OUT_OF_RANGE when a sum does not fit; then nothing was added.
  absl::Status Add(const StoredLine& line, bool is_tax);
  // Replaces what is stored of the delivery's totals.
  absl::Status Write(Transaction& transaction, int64_t delivery) const;

  bool region_left_out() const { return region_left_out_; }
  size_t size() const { return cells_.size(); }

 private:
  // Billing period's start and end, party, month, and the six texts.
  using Key = std::array<int64_t, 10>;

  absl::Status LeaveRegionOut();
  int64_t Month(int64_t seconds);

  absl::flat_hash_map<Key, CostTotal> cells_;
  bool region_left_out_ = false;
  // Consecutive lines mostly lie in one month.
  int64_t month_from_ = 0;
  int64_t month_until_ = 0;
  int64_t month_ = 0;
};

// The columns of a total, and the total read from them, from column `first` on.
#define REGISSEUR_TOTAL_COLUMNS(t)                                   \
  t ".charges, " t ".billed, " t ".tax, " t ".effective, " t         \
    ".effective_nulls, " t ".effective_nulls_billed, " t ".list, " t \
    ".list_nulls, " t ".list_nulls_billed, " t ".contracted, " t     \
    ".contracted_nulls, " t ".contracted_nulls_billed"
absl::StatusOr<CostTotal> ReadTotal(const Statement& read, int first);

}  // namespace regisseur
