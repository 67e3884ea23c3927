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
  // Replaced deliveries whose lines are no longer kept: their place in the
  // chain was checked, their lines could not be.
  int64_t without_lines = 0;

  struct Break {
    int64_t number = 0;  // of the delivery
    std::string what;    // what does not fit
  };
  std::optional<Break> broken;
};

// Recomputes every delivery's hash from its rows, and every chain from its
// deliveries (DECISIONS 5). Finds what was changed, removed or added behind our
// back, as long as the whole file was not rewritten: against that only a root
// kept elsewhere helps. Thread-safe.
class ChainVerifier {
 public:
  explicit ChainVerifier(const Database& database) : database_(database) {}

  // All chains, by name. Reads every row of every delivery that is kept.
  absl::StatusOr<std::vector<ChainReport>> Verify(const Principal& who) const;

 private:
  const Database& database_;
};

}  // namespace regisseur
