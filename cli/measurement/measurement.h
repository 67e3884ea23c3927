#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb MeasurementListVerb();
Verb MeasurementAddVerb();
Verb MeasurementWithdrawVerb();

}  // namespace regisseur
