#pragma once

#include <optional>

#include "absl/strings/string_view.h"

namespace regisseur {

// How a component, service or provider works (Statuspage's words plus unknown).
// The numbers are stored: never renumber.
enum class OperationalState {
  kOperational = 1,
  kDegradedPerformance = 2,
  kPartialOutage = 3,
  kMajorOutage = 4,
  kUnderMaintenance = 5,
  kUnknown = 6,
};

// `major_outage`.
absl::string_view OperationalStateWord(OperationalState state);
// The state of Statuspage's word; nullopt for a word that we do not know (which
// a reader takes for the worst, with a finding).
std::optional<OperationalState> FindOperationalState(absl::string_view word);

// The worse of two in the order major_outage, partial_outage,
// degraded_performance, unknown, under_maintenance, operational (DECISIONS 22).
OperationalState Worse(OperationalState a, OperationalState b);

}  // namespace regisseur
