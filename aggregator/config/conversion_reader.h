#pragma once

#include <string>

#include "aggregator/config/yaml_reader.h"
#include "core/fx/conversion_rule.h"

namespace regisseur {

// Which rate cost is converted at: `on` and `rates` of `exchange_rates`.
// Mistakes are gathered in the YamlFile.
ConversionRule ReadConversion(const YamlValue& exchange_rates,
                              const std::string& portfolio_currency);

}  // namespace regisseur
