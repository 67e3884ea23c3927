#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur {

// The candidate nearest to a mistyped word by edit distance, at most a third of
// its letters (and at least one) away; empty when none is near.
std::string NearestWord(absl::string_view word,
                        const std::vector<std::string>& candidates);

}  // namespace regisseur
