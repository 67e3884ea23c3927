#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace regisseur {

// A name as reports and contracts share it: `Availability (EU)` and
// `availability_eu` are one. Letters beyond ASCII stay as they are.
std::string FoldName(absl::string_view name);

}  // namespace regisseur
