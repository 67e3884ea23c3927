#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// The secrets of a source by name, read from the files that the configuration
// names; blanks around them are cut off. FAILED_PRECONDITION, naming option and
// path, when one cannot be read or is larger than 64 KiB. Never logged.
absl::StatusOr<std::map<std::string, std::string>> ReadSecrets(
    const SourceConfig& source);

}  // namespace regisseur
