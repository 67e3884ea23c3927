#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace regisseur::focus {

// What FOCUS demands of a column.
enum class FocusDemand { kPresent, kNotNull, kFormat, kAllowedValue };

// `FOCUS rule BilledCost-C-002-M`, as the model of FOCUS 1.2 names it; `FOCUS`
// where it has no such rule.
std::string RuleOfFocus(absl::string_view column, FocusDemand demand);

}  // namespace regisseur::focus
