#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace regisseur::sdk {

// 16 hexadecimal digits that tell one text from another, the same in every
// process (64-bit FNV-1a). Finds change, not malice.
std::string Fingerprint(absl::string_view text);

}  // namespace regisseur::sdk
