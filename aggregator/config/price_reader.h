#pragma once

#include "aggregator/config/contract_values.h"
#include "aggregator/config/yaml_reader.h"
#include "core/contract/price_component.h"

namespace regisseur {

// Reads one element of `pricing`.
PriceComponent ReadPriceComponent(const YamlValue& value,
                                  const ContractContext& context);

// Reads one element of `discounts`.
TermDiscount ReadTermDiscount(const YamlValue& value,
                              const ContractContext& context);

// Reads one clause of `indexation`.
IndexationClause ReadIndexationClause(const YamlValue& value,
                                      const ContractContext& context);

}  // namespace regisseur
