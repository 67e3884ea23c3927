#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb ExtraListVerb();
Verb ExtraShowVerb();
Verb ExtraOrderVerb();
Verb ExtraApproveVerb();
Verb ExtraRefuseVerb();
Verb ExtraDeliverVerb();
Verb ExtraCancelVerb();

}  // namespace regisseur
