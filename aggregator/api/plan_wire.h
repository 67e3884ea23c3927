#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/plans.h"
#include "core/partnership/plan.h"
#include "core/principal/principal.h"
#include "regisseur/partnership/v1/plan.pb.h"

namespace regisseur {

partnership::v1::Plan PlanToWire(const PlanRow& row, absl::CivilDay today,
                                 const Principal& reader);

partnership::v1::RelationshipStage StageToWire(RelationshipStage stage);
partnership::v1::JointObjective JointObjectiveToWire(const JointRow& row);
// How many of them stand where; of those that are due on a day.
partnership::v1::PlanCount PlanCountToWire(const std::vector<JointRow>& rows,
                                           absl::CivilDay day);

// What the fields of a request give of a plan, over what its text said.
// INVALID_ARGUMENT naming the field that cannot be read; what has to hold of a
// plan is not checked.
absl::Status PlanFromWire(const partnership::v1::ProposePlanRequest& wire,
                          RelationshipPlan& plan);

}  // namespace regisseur
