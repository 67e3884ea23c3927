#pragma once

#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/contract/contract.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

// What a contract costs in each of `months` as it accrues, exact to twelve
// decimals: what falls due once a quarter, year or term is spread evenly over
// the months that it is for, a true-up as it grows. `months` are in a row, as
// PriceContract gives them when it begins at `begin`. Empty when everything is
// due by the month; a month is left out where what belongs to it is not known,
// or falls due behind them and depends on use. OUT_OF_RANGE when a number
// cannot be held.
absl::StatusOr<std::map<absl::CivilMonth, Decimal>> AccrueMonths(
    const Contract& contract, const std::vector<MonthPrice>& months,
    absl::CivilMonth begin);

}  // namespace regisseur
