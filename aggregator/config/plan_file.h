#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "core/partnership/plan.h"
#include "core/partnership/plan_reader.h"

namespace regisseur {

// Reads a relationship plan from YAML: purpose, stage, exit_strategy and
// objectives (docs/partnership.md). Thread-safe.
class PlanFileReader final : public PlanReader {
 public:
  absl::StatusOr<RelationshipPlan> ReadPlan(
      const std::string& text) const override;
};

}  // namespace regisseur
