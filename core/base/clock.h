#pragma once

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace regisseur {

// Tells the time. Everything that needs the time gets a Clock, so that tests
// stand still. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace regisseur
