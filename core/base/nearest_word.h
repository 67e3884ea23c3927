#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur {

// The candidate that a mistyped word most likely means: one that it begins, or
// that begins it (three letters at least, `prov` for `provider`), else the
// nearest by edit distance, at most a third of its letters (and at least one)
// away. Empty when none is near, and for the candidate itself.
std::string NearestWord(absl::string_view word,
                        const std::vector<std::string>& candidates);

}  // namespace regisseur
