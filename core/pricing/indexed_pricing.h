#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/contract/contract.h"
#include "core/pricing/index_file.h"
#include "core/pricing/indexation.h"

namespace regisseur {

// What a clause made of the prices of a contract in one year.
struct IndexedYear {
  size_t clause = 0;  // index into Contract::indexation
  int year = 0;
  IndexedPrice::Outcome outcome = IndexedPrice::Outcome::kApplied;
  absl::CivilDay from;
  absl::CivilDay announce_by;
  std::optional<Decimal> change_percent;
  bool provisional = false;
};

struct IndexedContract {
  std::vector<IndexedPricing> steps;  // of Contract::indexed, ascending
  std::vector<IndexedYear> years;     // every clause and year looked at
};

// Follows the clauses of a version of a contract from its first day until
// `until`, year by year, each on the prices in force then (USERS U16). A change
// on the version's first day or before is in its prices already. Every price of
// a component is indexed: of units, lots and tiers, overage, arc and rrc, what
// is fixed and floors. A year without figures, or without an announcement in
// time, changes nothing. Errors as ComputeIndexedPrice.
absl::StatusOr<IndexedContract> IndexContract(const Contract& contract,
                                              const IndexSeriesByName& series,
                                              absl::CivilDay until);

}  // namespace regisseur
