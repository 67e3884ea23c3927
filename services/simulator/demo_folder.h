#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/simulator/demo_config.h"
#include "services/simulator/simulated_world.h"

namespace regisseur::simulator {

// How much history is written.
struct DemoFolderOptions {
  // Whole months before the running one.
  int months = 13;
  // Resources over which each metered cost row is split.
  int scale = 1;
};

// Writes all files of the demo under `folder`, with the configuration last:
// focus/, captures/, kpi/, finance/, rates/, contracts/ and regisseur.yaml.
// Each file is put in place in one step. Folders of an earlier run are
// replaced; FAILED_PRECONDITION when one of them holds files that the simulator
// did not write, UNAVAILABLE when a file cannot be written.
absl::Status WriteDemoFolder(const std::string& folder,
                             const SimulatedWorld& world, absl::Time now,
                             const DemoFolderOptions& options,
                             const DemoConfigOptions& config);

}  // namespace regisseur::simulator
