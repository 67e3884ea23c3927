#pragma once

#include <string>

#include "absl/types/span.h"
#include "aggregator/config/config_keys.h"

namespace regisseur {

// Every key of a contract file, as ConfigKeys is of the configuration. The keys
// of one form of price stand in a section of its own, `pricing[] form: fixed`,
// and so do those of one kind of objective.
absl::Span<const ConfigKey> ContractKeys();

// The page that lists them.
std::string RenderContractReference();

}  // namespace regisseur
