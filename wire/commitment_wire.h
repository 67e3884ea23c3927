#pragma once

#include "absl/status/statusor.h"
#include "core/commitment/contract_commitment.h"
#include "regisseur/adapter/v1/facts.pb.h"

// Commitments of the adapter contract <-> core; facts_wire.h reads whole
// batches.

namespace regisseur {

// Its delivery is copied unchecked. INVALID_ARGUMENT names the field.
absl::StatusOr<ContractCommitment> FromWire(
    const adapter::v1::ContractCommitment& wire);
adapter::v1::ContractCommitment ToWire(const ContractCommitment& commitment);

}  // namespace regisseur
