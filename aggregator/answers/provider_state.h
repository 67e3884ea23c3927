#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/source_timelines.h"

namespace regisseur {

// The state of one service of a provider.
struct ServiceStateRow {
  std::string id;
  std::string name;
  JointState joint;
};

// An incident that goes on.
struct OpenIncident {
  std::string title;  // its id where it has none
  absl::Time start;
};

// How a provider does, as far as status systems tell (DECISIONS 22).
struct ProviderState {
  JointState joint;
  // No service is configured: the state is the worst of all components.
  bool not_mapped = false;
  std::vector<ServiceStateRow> services;  // in the order of the configuration
  // Names of the services (not mapped: the components) that are in the joint
  // state.
  std::vector<std::string> parts_in_state;
  // A source ever told states or incidents.
  bool tells_status = false;
  // It is known by measurement, ours or someone's for us.
  bool measured = false;
  std::optional<int> open_incidents;  // absent: no source tells incidents
  // Of them the newest, at most kMostIncidentsNamed.
  std::vector<OpenIncident> newest_incidents;
  static constexpr size_t kMostIncidentsNamed = 3;
  // Nothing of the above changes by time alone before then.
  absl::Time holds_until = absl::InfiniteFuture();
  std::vector<Gap> gaps;  // selectors that match nothing, services without data
};

// A source's timelines beside its origin.
struct SourceView {
  const SourceTimelines* timelines = nullptr;
  Origin origin = Origin::kReported;
};

// `config` is null for a provider that left the configuration. Pure.
ProviderState ComputeProviderState(const std::string& provider,
                                   const ProviderConfig* config,
                                   absl::Span<const SourceView> sources,
                                   absl::Time moment);

// Reads what it needs and computes it.
absl::StatusOr<ProviderState> ReadProviderState(const AnswerContext& context,
                                                const Principal& who,
                                                const KnownPortfolio& known,
                                                const std::string& provider,
                                                AsOf as_of);

// The same for several, in their order; on several threads where there are
// many.
absl::StatusOr<std::vector<ProviderState>> ReadProviderStates(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::vector<std::string>& providers,
    AsOf as_of);

// True while the incident goes on at `moment`.
bool IsOpenAt(const Incident& incident, absl::Time moment);

}  // namespace regisseur
