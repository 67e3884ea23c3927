#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/contract_replay.h"
#include "core/contract/contract.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

// Adds to `usage` an estimate of what each meter counts in the months `ahead`,
// ascending, of the months before the first of them (core/forecast). What is
// stated for a month stays. Returns the components that have no month to
// estimate from; they stay unknown.
std::vector<std::string> AddEstimatedUsage(
    const Contract& form, const std::vector<absl::CivilMonth>& ahead,
    PricedUsage& usage);

// Estimates what will be paid in the months that are estimates of the others,
// to the currency's minor unit. They stay absent where none is known.
absl::Status EstimateActual(std::vector<ReplayedMonth>& months,
                            const std::string& currency);

}  // namespace regisseur
