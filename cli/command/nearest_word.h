#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur {

// The word of `words` that a typing person most likely meant, or empty when
// none is near (more than two edits, or as many as half its letters).
std::string NearestWord(absl::string_view typed,
                        const std::vector<std::string>& words);

}  // namespace regisseur
