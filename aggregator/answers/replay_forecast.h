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
// ascending, of the months [from, the first of them) (core/forecast). What is
// stated for a month stays. Returns the components that have no month to
// estimate from; they stay unknown.
std::vector<std::string> AddEstimatedUsage(
    const Contract& form, absl::CivilMonth from,
    const std::vector<absl::CivilMonth>& ahead, PricedUsage& usage);

// Estimates what will be paid in the months that are estimates, to the
// currency's minor unit: where one meter counts all that was paid for, its
// estimated usage at what a unit cost in the last three months, else a forecast
// of the months before. They stay absent where none is known. True when the
// usage told them.
absl::StatusOr<bool> EstimateActual(const PriceComponent* one_meter,
                                    const PricedUsage& usage,
                                    std::vector<ReplayedMonth>& months,
                                    const std::string& currency);

}  // namespace regisseur
