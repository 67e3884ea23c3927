#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/contract/contract.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

// The factor on all metered quantities at which what a form costs over the
// months equals `actual` (DECISIONS 19), to four decimals; of several the one
// nearest to 1. Absent when none lies between 0 and 10: also where the cost
// jumps over the amount (packages) without being it, or a month has no price.
//
// The cost is followed in steps of a fiftieth; a form that crosses the amount
// and comes back within one step is not seen to. Periods are followed from
// `begin` on, if it is before `from` (PriceWholePeriods). OUT_OF_RANGE when a
// number cannot be held.
absl::StatusOr<std::optional<Decimal>> FindBreakEven(
    const Contract& form, const PricedUsage& usage, absl::CivilMonth from,
    absl::CivilMonth to, const Decimal& actual, absl::CivilMonth begin);

}  // namespace regisseur
