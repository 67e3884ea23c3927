#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb AgendaVerb();

}  // namespace regisseur
