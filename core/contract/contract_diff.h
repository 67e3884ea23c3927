#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/contract/contract_reader.h"

namespace regisseur {

// A value that differs between two versions of a contract.
struct ContractChange {
  std::string key;
  std::optional<std::string> before;  // absent: it was not there
  std::optional<std::string> after;   // absent: it is gone
  friend bool operator==(const ContractChange&,
                         const ContractChange&) = default;
};

// What differs, in the order of the file after; what is gone stands behind what
// it stood behind. Pure.
std::vector<ContractChange> DiffContractKeys(const ContractKeyValues& before,
                                             const ContractKeyValues& after);

}  // namespace regisseur
