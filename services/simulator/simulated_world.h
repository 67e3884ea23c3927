#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "services/simulator/partner_history.h"

namespace regisseur::simulator {

// The histories of all partners of one run. Immutable, so safe from any thread.
class SimulatedWorld {
 public:
  // `opening` is where the demo begins; what happens is known until two years
  // after it.
  SimulatedWorld(uint64_t seed, absl::Time opening);

  uint64_t seed() const { return seed_; }
  const Scene& scene() const { return scene_; }
  const PartnerHistory& HistoryOf(PartnerRole role) const {
    return *histories_[static_cast<size_t>(role)];
  }

 private:
  const uint64_t seed_;
  const Scene scene_;
  std::vector<std::unique_ptr<const PartnerHistory>> histories_;
};

}  // namespace regisseur::simulator
