#pragma once

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace regisseur {

// How many seconds a unit of length has as people write it, in English or
// Dutch: `h`, `hours`, `uur`; absent for a word that is none.
std::optional<int64_t> SecondsOfUnit(absl::string_view unit);

}  // namespace regisseur
