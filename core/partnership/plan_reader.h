#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "core/partnership/plan.h"

namespace regisseur {

// Reads a relationship plan that somebody wrote (docs/partnership.md).
// Thread-safe.
class PlanReader {
 public:
  virtual ~PlanReader() = default;
  // What the text says; what it leaves out is empty, and nothing more is
  // checked than that it can be read. INVALID_ARGUMENT with one line a mistake.
  virtual absl::StatusOr<RelationshipPlan> ReadPlan(
      const std::string& text) const = 0;
};

}  // namespace regisseur
