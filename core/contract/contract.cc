#include "core/contract/contract.h"

namespace regisseur {

const PriceComponent* Contract::FindComponent(
    const std::string& component) const {
  for (const PriceComponent& candidate : pricing) {
    if (candidate.component == component) return &candidate;
  }
  return nullptr;
}

const Objective* Contract::FindObjective(const std::string& objective) const {
  for (const Objective& candidate : objectives) {
    if (candidate.id == objective) return &candidate;
  }
  return nullptr;
}

}  // namespace regisseur
