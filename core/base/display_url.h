#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace regisseur {

// `http://host/path` of a URL, without user, password, query and fragment, for
// people: those hold keys.
std::string DisplayUrl(absl::string_view url);

}  // namespace regisseur
