#pragma once

#include <string>

#include "cli/verb/verb.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"

namespace regisseur {

Verb OverviewVerb();

// One line: how much of the portfolio is measured, reported, entered by hand
// and absent, as shares of the cost of the month before `month`. Computed
// exactly; a share that is not zero is never shown as `0 %`, one that is not
// all never as `100 %`. Empty without a known cost.
std::string CoverageLine(const portfolio::v1::CoverageSummary& coverage,
                         const std::string& month);

}  // namespace regisseur
