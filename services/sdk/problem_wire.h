#pragma once

#include "regisseur/adapter/v1/adapter.pb.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {

// A problem as it travels: in the error details of a failed call and in the
// answer to Check. Texts are made valid UTF-8.
adapter::v1::Problem ProblemToWire(const Problem& problem);
// An unset or unknown kind becomes `fallback_kind`.
Problem ProblemFromWire(const adapter::v1::Problem& wire,
                        ProblemKind fallback_kind);

}  // namespace regisseur::sdk
