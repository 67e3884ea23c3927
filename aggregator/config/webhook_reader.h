#pragma once

#include <string>
#include <vector>

#include "aggregator/config/yaml_reader.h"
#include "core/portfolio/portfolio.h"
#include "core/webhook/webhook_plan.h"

namespace regisseur {

// The webhooks of a configuration: its key `webhooks`. Mistakes are gathered in
// the YamlFile. `look` reads the secrets too; without it what only the
// surroundings can show is taken as it is.
std::vector<WebhookPlan> ReadWebhooks(const YamlValue& root,
                                      const Portfolio& portfolio,
                                      const std::string& base_directory,
                                      bool look);

}  // namespace regisseur
