#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "core/contract/contract_register.h"

namespace regisseur {

// A file that the register should be read from and is not as it stands now.
struct RefusedContractFile {
  std::string file;
  // What is wrong: file, line, key and what would be right.
  std::string why;
  // An earlier version of the file stays in force; else it is left out.
  bool earlier_in_force = false;

  friend bool operator==(const RefusedContractFile&,
                         const RefusedContractFile&) = default;
};

// The contract register as it was at a moment (DECISIONS 4). Thread-safe.
class ContractHistory {
 public:
  virtual ~ContractHistory() = default;
  // The one in force; InfiniteFuture for now. Before the first one: empty, for
  // then no contract was known.
  virtual std::shared_ptr<const ContractRegister> At(
      absl::Time known) const = 0;
  // The files that cannot be used as they are now, by name.
  virtual std::vector<RefusedContractFile> ListRefused() const = 0;
};

}  // namespace regisseur
