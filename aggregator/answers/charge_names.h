#pragma once

#include <set>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "aggregator/answers/billed_lines.h"

namespace regisseur {

// Finds what an agreement names by what charges are called: their SkuId,
// ServiceName or ChargeDescription. Most texts come again and again: some are
// remembered. Not thread-safe.
class ChargeNames {
 public:
  // The one of `names`, as ComparableName writes them, that the charge carries;
  // null without one.
  const std::string* Find(const BilledLine& billed,
                          const std::set<std::string>& names);

 private:
  absl::flat_hash_map<std::string, std::string> comparable_;
};

}  // namespace regisseur
