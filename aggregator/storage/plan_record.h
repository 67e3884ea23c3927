#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/storage/matter_store.h"
#include "core/contract/contract_words.h"
#include "core/money/decimal.h"
#include "core/partnership/plan.h"
#include "core/partnership/review.h"

namespace regisseur {

// What stands in the steps of relationship plans, and of reviews about them.
// Reading is DATA_LOSS for what this program cannot have written.

using StepValues = std::vector<std::pair<std::string, std::string>>;

struct PlanRecord {
  Participant proposed_by = Participant::kCustomer;
  RelationshipPlan plan;  // texts that were erased are empty
  PlanState state = PlanState::kProposed;
  std::string follows;  // the version in force when it was proposed
  std::optional<absl::Time> agreed;
  std::optional<absl::Time> ended;  // refused, taken back or answered
};
absl::StatusOr<PlanRecord> ReadPlan(const Matter& matter);
// The values of the step that proposes it, and its personal texts. Required:
// CheckPlan.
StepValues ValuesOfPlan(const RelationshipPlan& plan,
                        const std::string& follows);
StepValues TextsOfPlan(const RelationshipPlan& plan);

// What a joint objective was at a moment, as a review's first signature writes
// it down.
struct ObjectiveFigure {
  std::optional<Decimal> figure;
  std::optional<bool> met;
  Sentence unknown_why;  // where that is absent
};
struct ReviewedFigures {
  std::string plan;  // the version's id
  int version = 0;
  absl::Time fixed;
  std::map<std::string, ObjectiveFigure> objectives;  // by id
};
StepValues ValuesOfReviewedPlan(
    const std::string& plan, int version,
    const std::map<std::string, ObjectiveFigure>& objectives);
// Absent before the first signature, and when no plan was in force.
std::optional<ReviewedFigures> ReadReviewedFigures(const Matter& review);

// What a side said last of joint objectives in a review, and how a step says
// it.
ReviewJudgements ReadJudgements(const Matter& review, Participant side);
StepValues ValuesOfJudgements(const ReviewJudgements& judgements);
StepValues TextsOfJudgements(const ReviewJudgements& judgements);

}  // namespace regisseur
