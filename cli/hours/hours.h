#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb HoursListVerb();
Verb HoursBalanceVerb();
Verb HoursBookVerb();
Verb HoursAcceptVerb();
Verb HoursRefuseVerb();
Verb HoursWithdrawVerb();

}  // namespace regisseur
