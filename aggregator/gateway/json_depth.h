#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// The deepest nesting that a request may have (DECISIONS 27).
inline constexpr int kMostJsonDepth = 64;

// INVALID_ARGUMENT when arrays and objects in `json` nest deeper. Only counts
// brackets outside texts; whether it is JSON is judged by the parser behind,
// which is quadratic or recursive on deep input and must not see it.
absl::Status CheckJsonDepth(absl::string_view json);

}  // namespace regisseur
