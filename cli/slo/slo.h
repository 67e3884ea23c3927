#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb SloListVerb();

}  // namespace regisseur
