#pragma once

#include <atomic>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "core/status/operational_state.h"

namespace regisseur::probe {

// What one try found.
struct ProbeResult {
  OperationalState state = OperationalState::kUnknown;
  // Why it is not operational; the same as long as the cause is.
  std::string detail;
  // The other end answered something, so that the way to it is open.
  bool reached = false;

  static ProbeResult Good() {
    return {OperationalState::kOperational, "", true};
  }
  static ProbeResult Degraded(std::string why) {
    return {OperationalState::kDegradedPerformance, std::move(why), true};
  }
  // It answered, and not as it should.
  static ProbeResult Bad(std::string why) {
    return {OperationalState::kMajorOutage, std::move(why), true};
  }
  // Nothing answered.
  static ProbeResult Silent(std::string why) {
    return {OperationalState::kMajorOutage, std::move(why), false};
  }
  // We cannot try it as it is configured: nobody's outage.
  static ProbeResult Unable(std::string why) {
    return {OperationalState::kUnknown, std::move(why), false};
  }
};

// What holds for every try of a source.
struct ProbeLimits {
  absl::Duration timeout = absl::Seconds(10);
  // Loopback and private addresses may be tried.
  bool allow_private = false;
  std::string ca_file;  // authorities beside the system's; empty without
  absl::Time now;       // what certificates are held against
  // Set by another thread to end a try early.
  const std::atomic<bool>* cancelled = nullptr;
};

// A way to see whether something works. Immutable; thread-safe.
class Probe {
 public:
  virtual ~Probe() = default;
  // Tries once. Ends within the timeout (a resolver of the system that hangs
  // may take longer).
  virtual ProbeResult Try(const ProbeLimits& limits) const = 0;
};

}  // namespace regisseur::probe
