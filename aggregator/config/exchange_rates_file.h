#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/fx/exchange_rates.h"

namespace regisseur {

// Reads ECB euro reference rates in any of the forms that the ECB publishes:
// eurofxref-hist.csv, its zip, and the XML (gesmes envelope). The form is
// recognised by its first bytes. INVALID_ARGUMENT says file and place.
absl::StatusOr<ExchangeRates> ParseExchangeRates(absl::string_view name,
                                                 absl::string_view content);

}  // namespace regisseur
