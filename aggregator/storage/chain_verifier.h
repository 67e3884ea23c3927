#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/storage/database.h"
#include "core/principal/principal.h"

namespace regisseur {

// What the check of one chain found.
struct ChainReport {
  std::string chain;
  int64_t deliveries = 0;  // checked, up to the break if there is one
  int64_t acts = 0;
  int64_t rows = 0;
  // Deliveries whose rows were purged: their place in the chain was checked,
  // and that the purge is recorded; their rows could not be.
  int64_t without_lines = 0;

  struct Break {
    int64_t number = 0;  // of the entry
    int64_t row = 0;     // 0: none in particular
    std::string what;    // what does not fit
  };
  std::optional<Break> broken;
};

// What the check of everything found.
struct StoreReport {
  std::vector<ChainReport> chains;
  // What does not fit outside a chain: a sentence each.
  std::vector<std::string> broken;
  // Originals that no delivery came with yet.
  int64_t originals_not_chained = 0;
  int64_t erased_texts = 0;

  bool sound() const;
};

// Recomputes every entry's hash from its rows, every chain from its entries
// (DECISIONS 5), and holds against them what the tables say besides: which
// delivery replaced which, kept totals, assignments, versions of the
// configuration, kept originals, names. Finds what was changed, removed, added
// or swapped behind our back, as long as the whole file was not rewritten:
// against that only a root kept elsewhere helps. Thread-safe.
class ChainVerifier {
 public:
  explicit ChainVerifier(const Database& database) : database_(database) {}

  // Chains by name. Reads every row of every entry that is kept.
  absl::StatusOr<StoreReport> Verify(const Principal& who) const;

 private:
  const Database& database_;
};

}  // namespace regisseur
