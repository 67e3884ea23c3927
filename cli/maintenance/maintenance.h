#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb MaintenanceListVerb();

}  // namespace regisseur
