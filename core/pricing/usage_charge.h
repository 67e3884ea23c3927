#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "core/contract/price_component.h"
#include "core/money/decimal.h"

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

}  // namespace regisseur
