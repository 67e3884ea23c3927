#include "core/pricing/stated_quantities.h"

#include <iterator>

namespace regisseur {

void AddStatedQuantities(const std::vector<PriceComponent>& components,
                         absl::CivilMonth from, absl::CivilMonth to,
                         PricedUsage& usage) {
  for (const PriceComponent& component : components) {
    if (!component.meter.has_value() ||
        component.meter->count != MeterCount::kStated) {
      continue;
    }
    const Meter& meter = *component.meter;
    for (absl::CivilMonth month = from; month <= to; ++month) {
      const auto next = meter.stated.upper_bound(month);
      if (next == meter.stated.begin()) continue;
      const auto last = std::prev(next);
      if (last->first != month && !meter.holds_on) continue;
      usage.quantities[component.component].try_emplace(month, last->second);
    }
  }
}

}  // namespace regisseur
