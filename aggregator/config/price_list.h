#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/contract/contract_reader.h"

namespace regisseur {

// True for a published price list of software as a service in the YAML of
// Pricing2Yaml: it says what is offered (saasName), not what is agreed.
bool IsPriceList(absl::string_view content);

// Makes a form of a price list and what is chosen from it: the plan, for each
// user or for all of them, and add-ons. Limits, features and prices on request
// have no price; the form's remarks say each. INVALID_ARGUMENT with one line a
// mistake, of the list or of the choice.
absl::StatusOr<PricingForm> ParsePriceList(absl::string_view name,
                                           absl::string_view content,
                                           const PriceListChoice& choice);

}  // namespace regisseur
