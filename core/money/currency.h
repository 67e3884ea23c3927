#pragma once

#include "absl/strings/string_view.h"

namespace regisseur {

// True for three capital letters that ISO 4217 lists, or listed since 1999
// (old invoices and the ECB's history name DEM, HRK, ...).
bool IsCurrencyCode(absl::string_view code);

// Digits of the minor unit by ISO 4217: EUR 2, JPY 0, BHD 3. 2 for a code that
// the list does not give one for.
int MinorUnitDigits(absl::string_view code);

}  // namespace regisseur
