#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb MandateListVerb();
Verb MandateNoteVerb();

}  // namespace regisseur
