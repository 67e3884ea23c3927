#include "services/simulator/simulated_world.h"

namespace regisseur::simulator {

SimulatedWorld::SimulatedWorld(uint64_t seed, absl::Time opening)
    : seed_(seed), scene_{.opening = opening} {
  for (const Partner& partner : Partners()) {
    histories_.push_back(std::make_unique<const PartnerHistory>(
        partner, seed, opening + absl::Hours(2 * 366 * 24), scene_));
  }
}

}  // namespace regisseur::simulator
