#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb MeasurementListVerb();

}  // namespace regisseur
