#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb ComponentListVerb();

}  // namespace regisseur
