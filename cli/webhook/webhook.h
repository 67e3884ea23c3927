#pragma once

#include <vector>

#include "cli/verb/verb.h"

namespace regisseur {

std::vector<Verb> WebhookVerbs();

}  // namespace regisseur
