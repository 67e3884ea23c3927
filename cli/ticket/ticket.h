#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb TicketListVerb();

}  // namespace regisseur
