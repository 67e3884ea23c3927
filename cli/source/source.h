#pragma once

#include <string>

#include "cli/output/terminal.h"
#include "cli/verb/verb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "regisseur/type/v1/evidence.pb.h"

namespace regisseur {

Verb SourceListVerb();
Verb SourceShowVerb();
Verb SourceCollectVerb();
Verb SourceCheckVerb();

// Findings as a table; empty without findings.
std::string RenderFindings(
    const google::protobuf::RepeatedPtrField<type::v1::Finding>& findings,
    const Terminal& terminal);

}  // namespace regisseur
