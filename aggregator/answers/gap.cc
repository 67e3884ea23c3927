#include "aggregator/answers/gap.h"

#include <algorithm>
#include <utility>

namespace regisseur {

ProblemKind ProblemKindOf(TryOutcome outcome) {
  switch (outcome) {
    case TryOutcome::kAnswered:
    case TryOutcome::kUnchanged:
      return ProblemKind::kNone;
    case TryOutcome::kConfiguration:
      return ProblemKind::kConfiguration;
    case TryOutcome::kTransient:
      return ProblemKind::kTransient;
    case TryOutcome::kPartner:
      return ProblemKind::kPartner;
  }
  return ProblemKind::kPartner;
}

void AddGap(Gap gap, std::vector<Gap>& gaps) {
  if (std::find(gaps.begin(), gaps.end(), gap) == gaps.end()) {
    gaps.push_back(std::move(gap));
  }
}

}  // namespace regisseur
