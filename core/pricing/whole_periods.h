#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/contract/contract.h"
#include "core/pricing/contract_periods.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

// The longest period by which the component counts or is due.
PricePeriod LongestPeriod(const PriceComponent& component);

// The first month of the periods of `contract` that `from` cuts: from there on
// their amounts can be told whole. `from` where it cuts none.
absl::CivilMonth FirstOfCutPeriods(const Contract& contract,
                                   absl::CivilMonth from);

// Prices the months [from, to] as PriceContract does, but what counts by
// periods is followed from `begin` <= `from` on, so that a period that `from`
// cuts is due whole. Hours and units that are carried begin at `from` all the
// same. OUT_OF_RANGE when a number cannot be held.
absl::StatusOr<std::vector<MonthPrice>> PriceWholePeriods(
    const Contract& contract, const PricedUsage& usage, absl::CivilMonth begin,
    absl::CivilMonth from, absl::CivilMonth to);

}  // namespace regisseur
