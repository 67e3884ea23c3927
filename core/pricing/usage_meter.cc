#include "core/pricing/usage_meter.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {

bool IsOfCharges(const Meter& meter) {
  return meter.count == MeterCount::kQuantity ||
         meter.count == MeterCount::kResources;
}

bool MeterPicks(const Meter& meter, const UsageCharge& charge) {
  const auto matches = [](const std::string& wanted, absl::string_view actual) {
    return wanted.empty() || wanted == actual;
  };
  if (!IsOfCharges(meter)) return false;
  for (const auto& [name, value] : meter.tags) {
    if (charge.tag == nullptr || (*charge.tag)(name) != value) return false;
  }
  return matches(meter.service_name, charge.service_name) &&
         matches(meter.sku, charge.sku) && matches(meter.unit, charge.unit) &&
         (meter.service.empty() ||
          std::find(charge.services.begin(), charge.services.end(),
                    meter.service) != charge.services.end());
}

UsageMeter::UsageMeter(std::vector<PriceComponent> components) {
  for (PriceComponent& component : components) {
    if (!component.meter.has_value() || !IsOfCharges(*component.meter)) {
      continue;
    }
    Counter counter;
    counter.component = std::move(component.component);
    counter.meter = std::move(*component.meter);
    counters_.push_back(std::move(counter));
  }
}

absl::StatusOr<bool> UsageMeter::Add(const UsageCharge& charge) {
  bool picked = false, incomplete = false;
  for (Counter& counter : counters_) {
    if (!MeterPicks(counter.meter, charge)) continue;
    picked = true;
    if (counter.meter.count == MeterCount::kResources) {
      if (charge.resource.empty()) {
        incomplete = true;
      } else {
        counter.resources[charge.month].emplace(charge.resource);
      }
      continue;
    }
    if (!charge.quantity.has_value()) {
      incomplete = true;
      continue;
    }
    RETURN_IF_ERROR(counter.sums[charge.month].Add(*charge.quantity));
    if (!counter.seen) {
      counter.seen = true;
      counter.unit = std::string(charge.unit);
    } else if (counter.other_unit.empty() && counter.unit != charge.unit) {
      counter.other_unit =
          charge.unit.empty() ? std::string("none") : std::string(charge.unit);
    }
  }
  if (incomplete) ++without_quantity_;
  return picked;
}

absl::StatusOr<MeteredUsage> UsageMeter::Read() const {
  MeteredUsage usage;
  usage.without_quantity = without_quantity_;
  for (const Counter& counter : counters_) {
    if (!counter.other_unit.empty()) {
      usage.mixed_units[counter.component] =
          absl::StrCat(counter.unit.empty() ? "none" : counter.unit, ", ",
                       counter.other_unit);
      continue;
    }
    auto& months = usage.quantities[counter.component];
    for (const auto& [month, sum] : counter.sums) {
      ASSIGN_OR_RETURN(months[month], sum.ToDecimal());
    }
    for (const auto& [month, resources] : counter.resources) {
      months[month] = Decimal(static_cast<Int128>(resources.size()), 0);
    }
  }
  return usage;
}

}  // namespace regisseur
