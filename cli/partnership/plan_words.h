#pragma once

#include <string>

#include "cli/output/terminal.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "regisseur/partnership/v1/plan.pb.h"

namespace regisseur {

// Joint objectives beside how far they are, with what both sides said and why
// something is not known.
std::string RenderObjectives(const google::protobuf::RepeatedPtrField<
                                 partnership::v1::JointObjective>& objectives,
                             const Terminal& terminal);

}  // namespace regisseur
