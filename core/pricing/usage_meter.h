#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/contract/price_component.h"
#include "core/money/exact_sum.h"
#include "core/pricing/meter_index.h"
#include "core/pricing/usage_charge.h"

namespace regisseur {

// What the meters of a contract counted.
struct MeteredUsage {
  // Exact sums by component and month.
  std::map<std::string, std::map<absl::CivilMonth, Decimal>> quantities;
  // Components whose charges have more than one unit, with two of them: a sum
  // would mean nothing, so they are refused (DECISIONS 18).
  std::map<std::string, std::string> mixed_units;
  // Charges that a meter picks and that have no quantity, or no resource where
  // resources are counted.
  int64_t without_quantity = 0;
  // The same by component, where there are any.
  std::map<std::string, int64_t> without_quantity_of;
};

// Adds up quantities, or counts resources, for each component that charges
// meter, one charge after the other. A
// charge that two meters pick counts in both. Not thread-safe.
class UsageMeter {
 public:
  explicit UsageMeter(std::vector<PriceComponent> components);

  // Counts one charge; returns whether any meter picks it. OUT_OF_RANGE when a
  // sum cannot be held, then nothing was counted.
  absl::StatusOr<bool> Add(const UsageCharge& charge);

  // Of all months, or of those from `first` up to and including `last`.
  // OUT_OF_RANGE when a sum does not fit a Decimal.
  absl::StatusOr<MeteredUsage> Read() const;
  absl::StatusOr<MeteredUsage> Read(absl::CivilMonth first,
                                    absl::CivilMonth last) const;

 private:
  struct Month {
    bool counted = false;  // a quantity
    ExactSum sum;
    std::string unit;
    std::string other_unit;
    absl::flat_hash_set<std::string> resources;
    int64_t without_quantity = 0;
  };
  struct Counter {
    std::string component;
    bool of_resources = false;
    std::map<absl::CivilMonth, Month> months;
  };
  std::vector<Counter> counters_;
  MeterIndex index_;
  std::vector<std::vector<size_t>> by_meter_;  // counters, by number in index_
  std::map<absl::CivilMonth, int64_t> without_quantity_;
};

}  // namespace regisseur
