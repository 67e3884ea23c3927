#pragma once

#include <string>

namespace regisseur {

// A new random request_id, by which the daemon tells a request that comes
// twice from a second act.
std::string NewRequestId();

}  // namespace regisseur
