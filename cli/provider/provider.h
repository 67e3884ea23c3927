#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb ProviderListVerb();
Verb ProviderShowVerb();

}  // namespace regisseur
