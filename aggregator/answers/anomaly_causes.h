#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/cost_lines.h"
#include "core/money/exact_sum.h"

namespace regisseur {

// Finds the lines by which a month or day differs from a usual one: those that
// say the same in both cancel, and of the rest those about the same thing are
// held against each other. A thing of very many lines, such as usage by the
// hour, is held against itself as a whole. Not thread-safe.
class AnomalyCauses {
 public:
  absl::Status Add(CostLineRow line, bool is_now);

  // The lines that moved most in the direction of `difference`: those of now,
  // and those of before that are gone.
  absl::StatusOr<std::vector<CostLineRow>> Of(const Decimal& difference,
                                              size_t most);

 private:
  // What a line is about.
  using Thing = std::tuple<std::string, std::string, std::string, std::string,
                           std::string, std::string>;
  struct Side {
    std::vector<CostLineRow> lines;  // some of them, the largest among them
    int64_t count = 0;
    ExactSum sum;
  };
  struct Sides {
    Side before;
    Side now;
  };

  std::map<Thing, Sides> things_;
};

}  // namespace regisseur
