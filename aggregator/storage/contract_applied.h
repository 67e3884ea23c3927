#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/money/decimal.h"

namespace regisseur {

// One element of the column ContractApplied of a charge (FOCUS 1.3): what of it
// counts towards a commitment.
struct AppliedElement {
  std::string contract_id;
  std::string commitment_id;
  std::optional<Decimal> cost;
  std::optional<Decimal> quantity;
  std::string unit;
};

// Reads `{"Elements": [{"ContractID": …, "ContractCommitmentID": …,
// "ContractCommitmentAppliedCost": …, …}]}`; a bare list of elements is read
// too, names in any case, numbers also as texts. INVALID_ARGUMENT when it is
// not that, or an element names no commitment.
absl::StatusOr<std::vector<AppliedElement>> ReadContractApplied(
    absl::string_view json);

}  // namespace regisseur
