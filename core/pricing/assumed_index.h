#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/contract/contract.h"
#include "core/money/decimal.h"

namespace regisseur {

// A change of prices that is taken to come.
struct AssumedChange {
  std::string series;
  absl::CivilDay from;
  Decimal percent;  // after the clause's cap and floor
  bool capped = false;
  bool floored = false;
};

struct AssumedContract {
  Contract contract;  // with further steps in Contract::indexed
  std::vector<AssumedChange> changes;
};

// `contract` as it will be if every index of its clauses changes by `percent` a
// year: each clause on its day, from the first one after `known` until `until`,
// on the prices in force then, within its cap and floor, as if it were
// announced in time. A month in which Contract::indexed has a step already is
// known and stays. Errors as IndexContract.
absl::StatusOr<AssumedContract> AssumeIndex(const Contract& contract,
                                            const Decimal& percent,
                                            absl::CivilDay known,
                                            absl::CivilDay until);

// The days after `known` until `until` on which clauses of the contract change
// prices and Contract::indexed has no step for it, ascending.
std::vector<absl::CivilDay> UnknownIndexDays(const Contract& contract,
                                             absl::CivilDay known,
                                             absl::CivilDay until);

}  // namespace regisseur
