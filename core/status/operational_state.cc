#include "core/status/operational_state.h"

namespace regisseur {
namespace {

// The larger the worse (DECISIONS 22).
int Rank(OperationalState state) {
  switch (state) {
    case OperationalState::kOperational:
      return 1;
    case OperationalState::kUnderMaintenance:
      return 2;
    case OperationalState::kUnknown:
      return 3;
    case OperationalState::kDegradedPerformance:
      return 4;
    case OperationalState::kPartialOutage:
      return 5;
    case OperationalState::kMajorOutage:
      return 6;
  }
  return 3;  // a number that is no state: unknown
}

}  // namespace

absl::string_view OperationalStateWord(OperationalState state) {
  switch (state) {
    case OperationalState::kOperational:
      return "operational";
    case OperationalState::kDegradedPerformance:
      return "degraded_performance";
    case OperationalState::kPartialOutage:
      return "partial_outage";
    case OperationalState::kMajorOutage:
      return "major_outage";
    case OperationalState::kUnderMaintenance:
      return "under_maintenance";
    case OperationalState::kUnknown:
      return "unknown";
  }
  return "unknown";
}

std::optional<OperationalState> FindOperationalState(absl::string_view word) {
  for (const OperationalState state :
       {OperationalState::kOperational, OperationalState::kDegradedPerformance,
        OperationalState::kPartialOutage, OperationalState::kMajorOutage,
        OperationalState::kUnderMaintenance, OperationalState::kUnknown}) {
    if (word == OperationalStateWord(state)) return state;
  }
  return std::nullopt;
}

OperationalState Worse(OperationalState a, OperationalState b) {
  return Rank(a) >= Rank(b) ? a : b;
}

}  // namespace regisseur
