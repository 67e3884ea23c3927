#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "aggregator/answers/proposals.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "regisseur/objective/v1/objective.pb.h"

namespace regisseur {

objective::v1::Exclusion ExclusionToWire(const Matter& matter);
objective::v1::Settlement SettlementToWire(const Matter& matter);
objective::v1::Objection ObjectionToWire(const Matter& matter);
// The one of the three that it is.
objective::v1::Proposal ProposalToWire(const Matter& matter);
void StepsToWire(const Matter& matter,
                 google::protobuf::RepeatedPtrField<objective::v1::Step>* wire);

// A figure that a person entered, and whether its time is over.
objective::v1::EnteredFigure EnteredFigureToWire(const Matter& matter,
                                                 bool expired);

// `force_majeure`; empty when it is not set. INVALID_ARGUMENT for a number that
// is none.
absl::StatusOr<std::string> AccountabilityFromWire(
    objective::v1::Accountability wire);

}  // namespace regisseur
