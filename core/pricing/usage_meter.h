#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "core/contract/price_component.h"
#include "core/money/exact_sum.h"

namespace regisseur {

// A Usage charge as far as a meter looks at it. The texts must outlive the
// call only.
struct UsageCharge {
  absl::CivilMonth month;  // the UTC month of its BillingPeriodStart
  absl::string_view service_name;
  absl::string_view sku;
  absl::string_view unit;        // PricingUnit
  absl::string_view resource{};  // ResourceId
  // Its tags: name to value, empty for one that is not there. Null: it has
  // none.
  const std::function<absl::string_view(const std::string&)>* tag = nullptr;
  // Our services whose selectors pick it.
  absl::Span<const std::string> services;
  std::optional<Decimal> quantity;  // PricingQuantity
};

// True for a meter that charges are counted by.
bool IsOfCharges(const Meter& meter);

// True when every part that the meter gives matches; never for what charges do
// not tell (tickets, stated quantities).
bool MeterPicks(const Meter& meter, const UsageCharge& charge);

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

  // OUT_OF_RANGE when a sum does not fit a Decimal.
  absl::StatusOr<MeteredUsage> Read() const;

 private:
  struct Counter {
    std::string component;
    Meter meter;
    std::string unit;
    bool seen = false;
    std::string other_unit;
    std::map<absl::CivilMonth, ExactSum> sums;
    std::map<absl::CivilMonth, absl::flat_hash_set<std::string>> resources;
  };
  std::vector<Counter> counters_;
  int64_t without_quantity_ = 0;
};

}  // namespace regisseur
