#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb ObjectiveListVerb();

}  // namespace regisseur
