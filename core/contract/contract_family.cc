#include "core/contract/contract_family.h"

#include <set>
#include <string>

namespace regisseur {

std::vector<const Contract*> FamilyOf(const ContractRegister& contracts,
                                      const Contract& top, absl::CivilDay on) {
  std::vector<const Contract*> family = {&top};
  std::set<std::string> seen = {top.id};
  for (size_t i = 0; i < family.size(); ++i) {
    for (const Contract* child : contracts.Children(family[i]->id, on)) {
      if (seen.insert(child->id).second) family.push_back(child);
    }
  }
  return family;
}

std::vector<const Contract*> CeilingsOver(const ContractRegister& contracts,
                                          const Contract& contract,
                                          absl::CivilDay on) {
  std::vector<const Contract*> ceilings;
  std::set<std::string> seen;
  const Contract* each = &contract;
  while (each != nullptr && seen.insert(each->id).second) {
    if (each->value.has_value()) ceilings.push_back(each);
    each = each->parent.empty() ? nullptr : contracts.Find(each->parent, on);
  }
  return ceilings;
}

}  // namespace regisseur
