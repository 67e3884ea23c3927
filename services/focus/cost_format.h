#pragma once

#include <span>

#include "absl/strings/string_view.h"

namespace regisseur::focus {

// The formats that cost files come in. Only FOCUS is read in this version; the
// others are recognised, so that the refusal can say what the file is. A
// reader for one of them is a sibling of charge_row.h.
enum class CostFormat { kFocus, kAwsCur, kOciCost, kAzureEa, kUnknown };

// For people: `an AWS Cost and Usage Report`, ...
absl::string_view FormatDescription(CostFormat format);

// What the header's names look like. FOCUS is recognised by one of its own
// amounts or periods, however the case, since a name such as `Tags` proves
// nothing.
CostFormat GuessCostFormat(std::span<const absl::string_view> names);

}  // namespace regisseur::focus
