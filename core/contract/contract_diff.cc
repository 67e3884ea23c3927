#include "core/contract/contract_diff.h"

#include <list>
#include <map>

namespace regisseur {

std::vector<ContractChange> DiffContractKeys(const ContractKeyValues& before,
                                             const ContractKeyValues& after) {
  std::map<std::string, std::string> was;
  std::map<std::string, std::string> is;
  // Every key once, in order.
  std::list<std::string> order;
  std::map<std::string, std::list<std::string>::iterator> places;
  for (const auto& [key, value] : after) {
    if (!is.emplace(key, value).second) continue;
    places[key] = order.insert(order.end(), key);
  }
  auto behind = order.begin();
  for (const auto& [key, value] : before) {
    if (!was.emplace(key, value).second) continue;
    const auto [place, is_gone] = places.try_emplace(key);
    if (is_gone) place->second = order.insert(behind, key);
    behind = std::next(place->second);
  }
  std::vector<ContractChange> changes;
  for (const std::string& key : order) {
    ContractChange change{key, std::nullopt, std::nullopt};
    if (const auto found = was.find(key); found != was.end()) {
      change.before = found->second;
    }
    if (const auto found = is.find(key); found != is.end()) {
      change.after = found->second;
    }
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace regisseur
