#pragma once

#include "absl/status/statusor.h"
#include "core/slo/declared_objective.h"
#include "regisseur/adapter/v1/facts.pb.h"

// Declared objectives of the adapter contract <-> core; facts_wire.h reads
// whole batches.

namespace regisseur {

// Its delivery is copied unchecked. INVALID_ARGUMENT names the field.
absl::StatusOr<DeclaredObjective> FromWire(const adapter::v1::Objective& wire);
adapter::v1::Objective ToWire(const DeclaredObjective& objective);

}  // namespace regisseur
