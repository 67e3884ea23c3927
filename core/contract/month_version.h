#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "core/contract/contract_register.h"

namespace regisseur {

// The version of a contract that a month is counted by, everywhere: the one
// that holds on its last day. Most begin on a first; where one begins within a
// month, what it agrees counts for the whole of it. nullptr when no contract
// has that id.
const Contract* VersionOfMonth(const ContractRegister& contracts,
                               const std::string& id, absl::CivilMonth month);

// Months in a row that are counted by one version.
struct MonthStretch {
  const Contract* version;
  absl::CivilMonth first;
  absl::CivilMonth last;
};

// Those of [first, last], the earliest first, none before the month in which
// the version's term begins.
std::vector<MonthStretch> StretchesOf(const ContractRegister& contracts,
                                      const std::string& id,
                                      absl::CivilMonth first,
                                      absl::CivilMonth last);

// The versions that begin within a month of [first, last] in which another one
// held before: their prices count for days that were not agreed for them.
std::vector<const Contract*> VersionsWithinMonths(
    const ContractRegister& contracts, const std::string& id,
    absl::CivilMonth first, absl::CivilMonth last);

}  // namespace regisseur
