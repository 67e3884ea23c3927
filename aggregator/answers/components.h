#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/status/timeline.h"

namespace regisseur {

// A component of a provider with its state at the moment asked.
struct ComponentRow {
  std::string source;
  Component component;
  OperationalState state = OperationalState::kUnknown;
  std::optional<absl::Time> since;    // absent when not known
  std::vector<std::string> services;  // that it is part of
};

struct ComponentsAnswer {
  std::vector<ComponentRow> components;  // by source, group and name
  std::vector<Gap> gaps;
};

// Every component of the provider, mapped or not. NOT_FOUND for an unknown
// provider.
absl::StatusOr<ComponentsAnswer> AnswerComponents(const AnswerContext& context,
                                                  const Principal& who,
                                                  const std::string& provider,
                                                  AsOf as_of);

}  // namespace regisseur
