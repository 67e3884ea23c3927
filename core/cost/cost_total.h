#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "core/cost/charge.h"
#include "core/money/exact_sum.h"

namespace regisseur {

// Sums of a set of charges of one currency, with what could not be summed. A
// cost column that is null in some lines is the sum of the others; how many
// lines and how much BilledCost that leaves out stands beside it (DECISIONS
// 20). A value type; not thread-safe.
struct CostTotal {
  struct Column {
    ExactSum sum;
    int64_t null_count = 0;
    ExactSum billed_of_nulls;

    bool HasRoom() const { return sum.HasRoom() && billed_of_nulls.HasRoom(); }
    friend bool operator==(const Column&, const Column&) = default;
  };
  ExactSum billed;
  ExactSum tax;  // BilledCost of the lines whose ChargeCategory is Tax
  Column effective;
  Column list;
  Column contracted;
  int64_t charge_count = 0;

  // Adds one charge, or a sum of lines. INVALID_ARGUMENT when it has no
  // BilledCost, OUT_OF_RANGE when a sum does not fit; then nothing was added.
  absl::Status Add(const Charge& charge, bool is_tax);
  // Adds another total. OUT_OF_RANGE as above; then nothing was added.
  absl::Status Add(const CostTotal& other);

  friend bool operator==(const CostTotal&, const CostTotal&) = default;

 private:
  // True when adding one charge cannot fail.
  bool HasRoom() const;
  // May leave a part added when it fails.
  absl::Status AddInPlace(const Charge& charge, const Decimal& billed_cost,
                          bool is_tax);
};

}  // namespace regisseur
