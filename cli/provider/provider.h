#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb ProviderListVerb();
Verb ProviderShowVerb();
Verb ProviderPackVerb();
Verb ProviderExportVerb();

}  // namespace regisseur
