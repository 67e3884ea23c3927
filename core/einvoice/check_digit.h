#pragma once

#include "absl/strings/string_view.h"

namespace regisseur {

// Identifiers with a check digit, as their registrars define it. `id` is
// everything that is written, without blanks around it.

// Global location number (ISO 6523 0088): digits, GS1 modulo 10.
bool IsGln(absl::string_view id);
// Norwegian organisation number (0192): nine digits, modulo 11.
bool IsNorwegianNumber(absl::string_view id);
// Danish CVR number (0184): `DK` and eight digits.
bool IsDanishNumber(absl::string_view id);
// Belgian enterprise number (0208): ten digits, the last two modulo 97.
bool IsBelgianNumber(absl::string_view id);
// Swedish organisation number (0007): ten digits, Luhn.
bool IsSwedishNumber(absl::string_view id);
// Italian office code (IPA, 0201): six letters or digits.
bool IsItalianOffice(absl::string_view id);
// Italian tax code (0210, 9907): sixteen characters by its pattern, or eleven
// digits.
bool IsItalianTaxCode(absl::string_view id);
// Italian VAT number (0211): eleven digits behind `IT`, Luhn; one of another
// country is not judged.
bool IsItalianVat(absl::string_view id);
// Australian business number (0151): eleven digits, modulo 89.
bool IsAustralianNumber(absl::string_view id);

}  // namespace regisseur
