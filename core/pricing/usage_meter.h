#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

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
  absl::string_view unit;  // PricingUnit
  // Our services whose selectors pick it.
  absl::Span<const std::string> services;
  std::optional<Decimal> quantity;  // PricingQuantity
};

// True when every part that the meter gives matches.
bool MeterPicks(const Meter& meter, const UsageCharge& charge);

// What the meters of a contract counted.
struct MeteredUsage {
  // Exact sums by component and month.
  std::map<std::string, std::map<absl::CivilMonth, Decimal>> quantities;
  // Components whose charges have more than one unit, with two of them: a sum
  // would mean nothing, so they are refused (DECISIONS 18).
  std::map<std::string, std::string> mixed_units;
  // Charges that a meter picks and that have no quantity.
  int64_t without_quantity = 0;
};

// Adds up quantities for each metered component, one charge after the other. A
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
  };
  std::vector<Counter> counters_;
  int64_t without_quantity_ = 0;
};

}  // namespace regisseur
