#pragma once

#include <string>
#include <vector>

#include "aggregator/config/yaml_reader.h"
#include "core/allocation/allocation_rule.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// The quantities of a configuration, whose list `quantities` is; it may be
// absent. Their files are not read. Mistakes are gathered in the YamlFile.
std::vector<QuantityConfig> ReadQuantities(const YamlValue& quantities,
                                           const std::string& base_directory);

// The rules of a configuration. `portfolio` has the providers, services and
// quantities that they may name. A rule that another one before it leaves
// nothing to take is refused.
std::vector<AllocationRule> ReadAllocations(const YamlValue& allocations,
                                            const Portfolio& portfolio);

}  // namespace regisseur
