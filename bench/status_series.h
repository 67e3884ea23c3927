#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/status/operational_state.h"

namespace regisseur {

// From this minute on the service is in this state.
struct StateRun {
  int64_t minute = 0;
  OperationalState state = OperationalState::kOperational;
};

// One service, looked at once a minute: up, down, or nobody looked. The first
// run starts at minute 0; neighbours differ.
struct StatusSeries {
  std::string service;
  std::vector<StateRun> runs;
};

// Services as they are: an outage every 4.5 days that lasts 25 minutes, both in
// the mean; every twentieth flaps for a minute or two each half day besides;
// of ten outages one is a gap, in which nobody looked. The same for the same
// arguments, and a longer history begins like a shorter one.
std::vector<StatusSeries> MakeStatusSeries(int services, int64_t minutes);

}  // namespace regisseur
