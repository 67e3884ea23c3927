#pragma once

#include <string>

#include "aggregator/config/yaml_reader.h"
#include "core/portfolio/portfolio.h"
#include "core/schedule/report_plan.h"

namespace regisseur {

// The reports of a configuration: its keys `reports`, `report_templates` and
// `mail`. Mistakes are gathered in the YamlFile.
ReportPlans ReadReportPlans(const YamlValue& root, const Portfolio& portfolio,
                            const std::string& base_directory);

}  // namespace regisseur
