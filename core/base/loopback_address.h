#pragma once

#include "absl/strings/string_view.h"

namespace regisseur {

// True for 127.0.0.0/8 and ::1, also as ::ffff:127.0.0.1. Names are not
// addresses: false.
bool IsLoopbackAddress(absl::string_view address);

}  // namespace regisseur
