#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb ChangesVerb();

}  // namespace regisseur
