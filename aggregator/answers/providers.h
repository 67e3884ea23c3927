#pragma once

#include <string>
#include <vector>

#include "aggregator/answers/overview.h"

namespace regisseur {

// A partner as configured, with its row of the overview.
struct ProviderAnswer {
  struct Service {
    ServiceConfig config;
    OperationalState state = OperationalState::kUnknown;
  };
  ProviderOverview row;
  std::vector<Service> services;
  std::vector<std::string> sources;  // its own
  std::vector<Gap> gaps;             // about it
};

struct ProvidersAnswer {
  std::vector<ProviderAnswer> providers;  // in the order of the configuration
  std::vector<Gap> gaps;
};

struct ProvidersQuestion {
  std::string owner;         // only those of this owner; empty for all
  bool with_agenda = false;  // as of OverviewQuestion
};

struct ProviderQuestion {
  std::string id;
  bool with_agenda = false;
};

// From an overview and the portfolio that it was made of. Pure.
ProvidersAnswer ProvidersOf(const Overview& overview,
                            const Portfolio& portfolio);

absl::StatusOr<ProvidersAnswer> AnswerProviders(
    const AnswerContext& context, const Principal& who,
    const ProvidersQuestion& question, AsOf as_of);

// NOT_FOUND for an unknown id; a former id finds its successor.
absl::StatusOr<ProviderAnswer> AnswerProvider(const AnswerContext& context,
                                              const Principal& who,
                                              const ProviderQuestion& question,
                                              AsOf as_of);

}  // namespace regisseur
