#pragma once

namespace regisseur {

// How facts of a kind reach us (U3), from nothing to the best.
enum class CoverageKind { kAbsent = 1, kByHand, kReported, kMeasured };

struct Coverage {
  CoverageKind contract = CoverageKind::kAbsent;
  CoverageKind cost = CoverageKind::kAbsent;
  CoverageKind status = CoverageKind::kAbsent;
  CoverageKind service_level = CoverageKind::kAbsent;
  CoverageKind tickets = CoverageKind::kAbsent;
  CoverageKind experience = CoverageKind::kAbsent;
};

}  // namespace regisseur
