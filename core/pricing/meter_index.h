#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "core/contract/price_component.h"
#include "core/pricing/usage_charge.h"

namespace regisseur {

// Which of several meters pick a charge. Those that pick the same are one,
// however they make a quantity of their months. Most charges have texts that
// came before: for them nothing is compared anew. Not thread-safe.
class MeterIndex {
 public:
  // The meter's number, from 0 on.
  size_t Add(const Meter& meter);
  // Absent when none that picks the same was added.
  std::optional<size_t> Find(const Meter& meter) const;
  size_t size() const { return meters_.size(); }

  // The numbers of those that pick the charge; holds until the next call.
  const std::vector<size_t>& PickedBy(const UsageCharge& charge);

 private:
  std::vector<Meter> meters_;
  // Meters that look at more than the texts below.
  std::vector<size_t> looking_further_;
  // ServiceName, SkuId and PricingUnit to the other meters that pick them.
  absl::flat_hash_map<std::string, std::vector<size_t>> picks_by_text_;
  std::string key_;  // kept for its memory
  std::vector<size_t> picked_;
};

}  // namespace regisseur
