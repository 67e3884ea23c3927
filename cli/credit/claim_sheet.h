#pragma once

#include <string>

#include "cli/output/terminal.h"
#include "regisseur/claim/v1/claim.pb.h"

namespace regisseur {

// One claim, a line for each thing to know of it.
std::string RenderClaim(const claim::v1::Claim& claim,
                        const Terminal& terminal);

}  // namespace regisseur
