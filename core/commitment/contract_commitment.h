#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "core/money/decimal.h"

namespace regisseur {

// A row of the Contract Commitment data set of FOCUS 1.3 and later, in its
// words.
struct ContractCommitment {
  int delivery = 0;   // index into the batch's deliveries
  int64_t line = 0;   // of the file, from 1
  std::string party;  // the provider as the data names it; may be empty
  std::string contract_id;
  std::string id;        // ContractCommitmentId; never empty
  std::string category;  // Spend, Usage
  std::string type;
  std::string description;
  std::optional<absl::Time> start;  // of the commitment's period
  std::optional<absl::Time> end;
  std::optional<absl::Time> contract_start;
  std::optional<absl::Time> contract_end;
  std::optional<Decimal> cost;  // what it commits to in money
  std::string currency;
  std::optional<Decimal> quantity;  // or in units
  std::string unit;
  std::string model;      // Continuous, Discontinuous; 1.4
  std::string lifecycle;  // Active, …; 1.4

  friend bool operator==(const ContractCommitment&,
                         const ContractCommitment&) = default;
};

}  // namespace regisseur
