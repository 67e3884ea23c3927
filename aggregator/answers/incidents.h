#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

struct IncidentsQuestion {
  std::string provider;  // empty for all
  std::string owner;     // only of this owner's providers; empty for all
  bool open = false;     // only those open at the moment asked
  std::string from;      // a time, a day or a month; empty for all
  std::string to;
};

struct IncidentRow {
  std::string provider;
  std::string source;
  Incident incident;
  absl::Time told_time;                 // when we first saw it
  std::vector<std::string> components;  // by name; by id where none is known
};

struct IncidentsAnswer {
  std::vector<IncidentRow> incidents;  // newest first
  std::vector<Gap> gaps;
};

// Incidents that overlap the range, of providers that left the configuration
// too. INVALID_ARGUMENT for a range that cannot be read, NOT_FOUND for an
// unknown provider.
absl::StatusOr<IncidentsAnswer> AnswerIncidents(
    const AnswerContext& context, const Principal& who,
    const IncidentsQuestion& question, AsOf as_of);

}  // namespace regisseur
