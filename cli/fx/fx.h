#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb FxConvertVerb();

}  // namespace regisseur
