#pragma once

#include "absl/status/statusor.h"
#include "core/invoice/invoice.h"
#include "regisseur/adapter/v1/invoice.pb.h"

// Invoices of the adapter contract <-> core; facts_wire.h reads whole batches.

namespace regisseur {

// Its delivery is copied unchecked. A severity that nobody knows is fatal.
// INVALID_ARGUMENT names the field: too many rows, texts that are not UTF-8,
// numbers and days that are none, no kind.
absl::StatusOr<Invoice> FromWire(const adapter::v1::Invoice& wire);
adapter::v1::Invoice ToWire(const Invoice& invoice);

}  // namespace regisseur
