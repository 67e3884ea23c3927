#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/overview.h"
#include "aggregator/answers/providers.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"

namespace regisseur {

// OUT_OF_RANGE when an amount does not fit.
absl::StatusOr<portfolio::v1::Overview> OverviewToWire(
    const Overview& overview);
absl::StatusOr<portfolio::v1::Provider> ProviderToWire(
    const ProviderAnswer& answer);

}  // namespace regisseur
