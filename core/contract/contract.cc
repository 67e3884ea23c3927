#include "core/contract/contract.h"

namespace regisseur {

const PriceComponent* Contract::FindComponent(
    const std::string& component) const {
  for (const PriceComponent& candidate : pricing) {
    if (candidate.component == component) return &candidate;
  }
  return nullptr;
}

const std::vector<PriceComponent>& Contract::PricingIn(
    absl::CivilMonth month) const {
  const std::vector<PriceComponent>* found = &pricing;
  for (const IndexedPricing& step : indexed) {
    if (step.from <= month) found = &step.pricing;
  }
  return *found;
}

const Objective* Contract::FindObjective(const std::string& objective) const {
  for (const Objective& candidate : objectives) {
    if (candidate.id == objective) return &candidate;
  }
  return nullptr;
}

}  // namespace regisseur
