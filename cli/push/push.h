#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb PushFileVerb();

}  // namespace regisseur
