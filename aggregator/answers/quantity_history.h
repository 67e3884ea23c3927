#pragma once

#include <memory>

#include "absl/time/time.h"
#include "core/allocation/quantity_table.h"

namespace regisseur {

// The quantities of the business as they were in force at a moment.
// Thread-safe.
class QuantityHistory {
 public:
  virtual ~QuantityHistory() = default;
  // InfiniteFuture for now. Never null; empty where none were configured.
  virtual std::shared_ptr<const QuantityTables> At(absl::Time known) const = 0;
};

}  // namespace regisseur
