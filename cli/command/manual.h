#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

// `regisseur manual`: the man page regisseur(1), written from the table of
// verbs.
Verb ManualVerb();

}  // namespace regisseur
