#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

// `regisseur agenda`, which is `agenda list` of what waits.
Verb AgendaVerb();
Verb AgendaListVerb();
Verb AgendaShowVerb();
Verb AgendaDecideVerb();
Verb AgendaDelegateVerb();
Verb AgendaSnoozeVerb();
Verb AgendaReopenVerb();

}  // namespace regisseur
