#pragma once

#include "absl/status/statusor.h"
#include "core/delivery/delivery.h"
#include "regisseur/adapter/v1/adapter.pb.h"
#include "regisseur/adapter/v1/facts.pb.h"

// The adapter contract's facts <-> core. From the wire distrusts everything:
// column lengths, indexes, enum numbers (unknown ones become the worst word),
// UTF-8, required fields. INVALID_ARGUMENT names field and row.

namespace regisseur {

absl::StatusOr<FactBatch> FactBatchFromWire(const adapter::v1::Batch& wire);
// Requires valid UTF-8 texts (the SDK checks them).
adapter::v1::Batch FactBatchToWire(FactBatch batch);
// The same into a message, whose memory is used again.
void FactBatchToWire(FactBatch batch, adapter::v1::Batch& wire);

absl::StatusOr<Checkpoint> CheckpointFromWire(
    const adapter::v1::Checkpoint& wire);
adapter::v1::Checkpoint CheckpointToWire(const Checkpoint& checkpoint);

}  // namespace regisseur
