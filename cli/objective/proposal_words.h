#pragma once

#include <string>

#include "cli/output/detail_sheet.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "regisseur/objective/v1/objective.pb.h"

namespace regisseur {

// `2026-10-06 08:00 – 2026-10-06 10:00`, UTC.
std::string RangeWords(const google::protobuf::Timestamp& from,
                       const google::protobuf::Timestamp& to);
// Who did the last step, and when: `approved by A. Vos 2026-11-12 09:00`.
std::string LastStepWords(
    const google::protobuf::RepeatedPtrField<objective::v1::Step>& steps);

// One proposal, a line for each thing to know of it, as verbs show it that
// change one.
std::string RenderExclusion(const objective::v1::Exclusion& exclusion,
                            const Terminal& terminal);
std::string RenderSettlement(const objective::v1::Settlement& settlement,
                             const Terminal& terminal);
std::string RenderObjection(const objective::v1::Objection& objection,
                            const Terminal& terminal);
std::string RenderProposal(const objective::v1::Proposal& proposal,
                           const Terminal& terminal);

}  // namespace regisseur
