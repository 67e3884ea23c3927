#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb PkiInitVerb();
Verb PkiIssueVerb();

}  // namespace regisseur
