#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "core/fx/exchange_rates.h"

namespace regisseur {

// The exchange rates as they were in force at a moment (DECISIONS 4).
// Thread-safe.
class RatesHistory {
 public:
  virtual ~RatesHistory() = default;
  // InfiniteFuture for now. Never null; empty where none were configured.
  virtual std::shared_ptr<const ExchangeRates> At(absl::Time known) const = 0;
  // Where they are from, for people: the file as configured. Empty for none.
  virtual std::string SourceAt(absl::Time known) const = 0;
};

}  // namespace regisseur
