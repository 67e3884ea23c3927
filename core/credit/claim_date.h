#pragma once

#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "core/contract/remedy.h"

namespace regisseur {

// The last day on which a credit can be claimed (DECISIONS 17). `last_day` is
// that of the window. `billing_ends` are the last days of the provider's known
// billing periods, ascending; beyond them, and without any, calendar months are
// taken.
absl::CivilDay ComputeClaimBy(const ClaimRule& rule, absl::CivilDay last_day,
                              absl::Span<const absl::CivilDay> billing_ends);

}  // namespace regisseur
