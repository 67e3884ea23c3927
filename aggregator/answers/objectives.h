#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/service_levels.h"
#include "aggregator/answers/source_timelines.h"
#include "core/service_level/burn_rate.h"

namespace regisseur {

struct ObjectivesQuestion {
  std::string provider;  // empty for all
  std::string contract;  // empty for all
  std::string owner;     // only of this owner's providers; empty for all
};

// An objective that is in force: the window that runs, and the last one that is
// over.
struct ObjectiveStanding {
  ServiceLevelRow running;
  std::vector<BurnRate> burn_rates;
  // Percent of what may be lost that is used up, one decimal, cut off; absent
  // where nothing may be lost, or that is not known.
  std::optional<Decimal> budget_used;
  std::optional<WindowFigures> last;
  bool last_told_otherwise = false;  // see IsToldOtherwise
  // How its services do now, as in the overview; absent where no source tells
  // states of them.
  std::optional<JointState> state;
};

struct ObjectivesAnswer {
  std::shared_ptr<const ContractRegister> contracts;  // what rows point into
  // By contract and objective in the order of the contract.
  std::vector<ObjectiveStanding> objectives;
  std::vector<Gap> gaps;
};

// Errors as AnswerServiceLevels.
absl::StatusOr<ObjectivesAnswer> AnswerObjectives(
    const AnswerContext& context, const Principal& who,
    const ObjectivesQuestion& question, AsOf as_of);

// How much of the budget of a computed figure is used up, in percent; absent
// without a budget.
std::optional<Decimal> BudgetUsed(const Figure& figure);

// The last window before `running` that is over; absent when there is none.
std::optional<ObjectiveWindow> LastClosedWindow(const LevelBook& book,
                                                const ObjectiveWindow& running);

}  // namespace regisseur
