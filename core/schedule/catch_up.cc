#include "core/schedule/catch_up.h"

#include <algorithm>

namespace regisseur {

absl::string_view CatchUpWord(CatchUp catch_up) {
  switch (catch_up) {
    case CatchUp::kNone:
      return "none";
    case CatchUp::kLatest:
      return "latest";
    case CatchUp::kAll:
      return "all";
  }
  return "";
}

CatchUpPlan PlanCatchUp(CatchUp catch_up, size_t most,
                        const std::vector<absl::Time>& due, absl::Time now) {
  CatchUpPlan plan;
  const size_t made_up = catch_up == CatchUp::kNone     ? 0
                         : catch_up == CatchUp::kLatest ? 1
                                                        : most;
  for (size_t i = 0; i < due.size(); ++i) {
    const bool last_ones = due.size() - i <= made_up;
    // Of several that came due just now the last one is on time.
    const bool on_time = i + 1 == due.size() && now - due[i] <= kOnTime;
    (last_ones || on_time ? plan.make : plan.missed).push_back(due[i]);
  }
  return plan;
}

}  // namespace regisseur
