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

// The sources that a question about states looks at: those of the provider, or
// all that belong to one, of the owner if one is given.
absl::StatusOr<std::vector<const KnownSource*>> StatusSources(
    const KnownPortfolio& known, const std::string& provider,
    const std::string& owner);

// Names of components by the partner's id.
using ComponentNames = std::map<std::string, std::string>;
absl::StatusOr<ComponentNames> ReadComponentNames(const AnswerContext& context,
                                                  const Principal& who,
                                                  const std::string& source,
                                                  AsOf as_of);
// By name, in the order of `ids`, each once; an unknown id stands for itself.
std::vector<std::string> NamesOf(const ComponentNames& names,
                                 const std::vector<std::string>& ids);

}  // namespace regisseur
