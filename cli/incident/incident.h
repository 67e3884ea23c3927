#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb IncidentListVerb();

}  // namespace regisseur
