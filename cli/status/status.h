#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb StatusHistoryVerb();

}  // namespace regisseur
