#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "aggregator/config/config_keys.h"
#include "aggregator/config/yaml_reader.h"
#include "core/portfolio/register_facts.h"

namespace regisseur {

// Reads what a mapping says for the register of information, by the keys of
// one section; nothing of an absent one. Keys that hold a list or a mapping are
// left to whoever knows them. Mistakes are gathered in the file.
RegisterFacts ReadRegisterFacts(absl::Span<const ConfigKey> keys,
                                const YamlValue& value,
                                absl::string_view section);

// `register:` of the configuration.
PortfolioRegisterFacts ReadPortfolioRegister(const YamlValue& value);

// `register:` of a contract.
ContractRegisterFacts ReadContractRegister(const YamlValue& value);

}  // namespace regisseur
