#pragma once

#include <vector>

#include "absl/time/civil_time.h"
#include "core/contract/price_component.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

// Adds what contracts state themselves (MeterCount::kStated) to the usage of
// the months [from, to]; what `usage` has already stays. A month of which
// nothing is stated stays unknown.
void AddStatedQuantities(const std::vector<PriceComponent>& components,
                         absl::CivilMonth from, absl::CivilMonth to,
                         PricedUsage& usage);

}  // namespace regisseur
