#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb InboxListVerb();

}  // namespace regisseur
