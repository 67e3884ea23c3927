#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb IdentityListVerb();
Verb IdentityCreateVerb();
Verb IdentityApproveVerb();
Verb IdentityRevokeVerb();
Verb IdentityWhoamiVerb();

}  // namespace regisseur
