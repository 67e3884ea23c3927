#pragma once

#include "aggregator/config/contract_values.h"
#include "aggregator/config/yaml_reader.h"
#include "core/contract/objective.h"

namespace regisseur {

// Reads one element of `objectives`.
Objective ReadObjective(const YamlValue& value, const ContractContext& context);

// Reads one element of `consequences`, of an objective or of all.
Consequence ReadConsequence(const YamlValue& value,
                            const ContractContext& context);

}  // namespace regisseur
