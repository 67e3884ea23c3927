#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/contract/remedy.h"
#include "core/money/decimal.h"
#include "core/service_level/service_level.h"

namespace regisseur {

// The step that a level has reached: of those with judged < `below` the one
// with the lowest `below` (DECISIONS 17). Absent unless the verdict is
// breached. Compared exactly, whatever decimals the verdict compares at.
std::optional<CreditTier> FindCreditTier(absl::Span<const CreditTier> tiers,
                                         const ServiceLevel& level);
// The same for a figure that is a number; with `at_most` lower is better, and
// of the steps that it is above the highest counts.
std::optional<CreditTier> FindCreditTier(absl::Span<const CreditTier> tiers,
                                         const Decimal& figure, bool at_most);
// The bonus step that a closed level has surpassed, by the harsher bound.
std::optional<CreditTier> FindBonusTier(absl::Span<const CreditTier> tiers,
                                        const ServiceLevel& level);

// percent of `base`, exact. OUT_OF_RANGE when it cannot be held.
absl::StatusOr<Decimal> ComputePercentOf(const Decimal& percent,
                                         const Decimal& base);

}  // namespace regisseur
