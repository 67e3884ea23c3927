#pragma once

#include <string>

#include "aggregator/config/daemon_config.h"
#include "aggregator/config/yaml_reader.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// Who may call, as the configuration whose `root` this is says: its keys tls,
// identities and identity_proxy. `portfolio` has the providers that they may
// name; relative paths start at `base_directory`. Mistakes are gathered in the
// YamlFile.
AccessConfig ReadAccess(const YamlValue& root, const Portfolio& portfolio,
                        const std::string& base_directory);

}  // namespace regisseur
