#pragma once

#include <vector>

#include "absl/time/civil_time.h"
#include "core/contract/contract_register.h"

namespace regisseur {

// A contract and those under it on that day (calls under a framework), the
// contract itself first.
std::vector<const Contract*> FamilyOf(const ContractRegister& contracts,
                                      const Contract& top, absl::CivilDay on);

// The contract and the frameworks above it on that day, as far as they have a
// value ceiling: what is spent under the contract counts under each.
std::vector<const Contract*> CeilingsOver(const ContractRegister& contracts,
                                          const Contract& contract,
                                          absl::CivilDay on);

}  // namespace regisseur
