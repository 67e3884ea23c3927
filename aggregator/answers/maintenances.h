#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

struct MaintenancesQuestion {
  std::string provider;  // empty for all
  std::string owner;     // only of this owner's providers; empty for all
  std::string from;      // a time, a day or a month; empty for all
  std::string to;
};

struct MaintenanceRow {
  std::string provider;
  std::string source;
  Maintenance maintenance;
  absl::Time announced;
  std::vector<std::string> components;  // by name; none means all
};

struct MaintenancesAnswer {
  std::vector<MaintenanceRow> maintenances;  // by start
  std::vector<Gap> gaps;
};

absl::StatusOr<MaintenancesAnswer> AnswerMaintenances(
    const AnswerContext& context, const Principal& who,
    const MaintenancesQuestion& question, AsOf as_of);

// When maintenance was announced (DECISIONS 16): the time that the partner
// states, or, if a good poll after that time did not show it (or the partner
// states none), the first poll that did. Pure.
absl::Time AnnouncedTime(const MaintenanceRecord& record);

}  // namespace regisseur
