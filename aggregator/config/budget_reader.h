#pragma once

#include <vector>

#include "aggregator/config/yaml_reader.h"
#include "core/budget/budget.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// The budgets of a configuration, whose list `budgets` is; it may be absent.
// `portfolio` has the providers, services and functions that they may name.
// Mistakes are gathered in the YamlFile.
std::vector<Budget> ReadBudgets(const YamlValue& budgets,
                                const Portfolio& portfolio);

}  // namespace regisseur
