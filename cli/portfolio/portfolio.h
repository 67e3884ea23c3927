#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb PortfolioConcentrationVerb();
Verb PortfolioChainsVerb();
Verb PortfolioOverlapsVerb();
Verb PortfolioRehearsalVerb();

}  // namespace regisseur
