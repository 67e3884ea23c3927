#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace regisseur {

// When the first certificate of a PEM file ends. NOT_FOUND when the file cannot
// be read, INVALID_ARGUMENT when it holds none.
absl::StatusOr<absl::Time> ReadCertificateExpiry(const std::string& path);

}  // namespace regisseur
