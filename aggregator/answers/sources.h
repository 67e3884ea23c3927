#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/live_source_state.h"
#include "core/finding/finding.h"
#include "core/freshness/freshness.h"

namespace regisseur {

struct SourcesQuestion {
  std::string provider;  // only those of this provider; empty for all
  std::string owner;     // only those of this owner's providers; empty for all
};

// A configured adapter and what came of it.
struct SourceAnswer {
  KnownSource source;
  SourceRecord record;
  SourceActivity activity = SourceActivity::kIdle;
  std::optional<absl::Time> next_try;
  Freshness freshness = Freshness::kMissing;
  std::vector<Finding> findings;  // worst first
  std::vector<UnassignedParty> unassigned;
  std::vector<Gap> gaps;
};

struct SourcesAnswer {
  std::vector<SourceAnswer> sources;
  std::vector<Gap> gaps;
};

// In the order of the configuration, then those that left it. NOT_FOUND for an
// unknown provider.
absl::StatusOr<SourcesAnswer> AnswerSources(const AnswerContext& context,
                                            const Principal& who,
                                            const SourcesQuestion& question,
                                            AsOf as_of);

// NOT_FOUND for an unknown id.
absl::StatusOr<SourceAnswer> AnswerSource(const AnswerContext& context,
                                          const Principal& who,
                                          const std::string& id, AsOf as_of);

}  // namespace regisseur
