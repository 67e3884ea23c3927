#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb DoctorVerb();

}  // namespace regisseur
