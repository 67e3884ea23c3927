#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb CalendarListVerb();
Verb CalendarLinkVerb();

}  // namespace regisseur
