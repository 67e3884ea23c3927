#include "core/pricing/usage_charge.h"

#include <algorithm>

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

}  // namespace regisseur
