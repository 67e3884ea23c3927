#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/contract/contract.h"
#include "core/finding/finding.h"

namespace regisseur {

// What is wrong with a contract: a rule of the catalogue with its arguments,
// and the place as a key path of the file (`pricing[2].tiers[1].up_to`).
struct ContractProblem {
  // kError: refused. kWarning: it can be read and computed, but a reader should
  // know (`contract lint`).
  Severity severity = Severity::kError;
  std::string rule;
  std::string place;
  std::map<std::string, std::string> arguments;
  friend bool operator==(const ContractProblem&,
                         const ContractProblem&) = default;
};

// Everything that is wrong within one contract, in the order of the file's
// sections. Types, spellings and required keys are the file reader's; this
// holds the parts against each other. Pure.
std::vector<ContractProblem> CheckContract(const Contract& contract);

// Only what replay needs (DECISIONS 19): currency and pricing.
std::vector<ContractProblem> CheckPricing(const Contract& form);

}  // namespace regisseur
