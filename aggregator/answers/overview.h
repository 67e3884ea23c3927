#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/overview_facts.h"
#include "aggregator/answers/provider_cost.h"
#include "aggregator/answers/provider_state.h"
#include "core/freshness/freshness.h"

namespace regisseur {

// Why a provider needs attention: a rule and its arguments.
struct AttentionReason {
  std::string rule;
  std::map<std::string, std::string> arguments;
};

struct SourceFreshnessRow {
  std::string id;
  std::string adapter;
  Freshness freshness = Freshness::kMissing;
  std::optional<absl::Time> last_answer;
  std::optional<absl::Time> data_until;
  bool shared = false;
};

struct ProviderOverview {
  std::string id;
  std::string name;
  std::optional<Tier> tier;  // absent for `unassigned`
  std::string owner;
  bool former = false;
  ProviderState state;
  std::optional<ProviderCost> cost;  // absent when no source tells cost
  Freshness freshness = Freshness::kMissing;
  std::vector<SourceFreshnessRow> sources;
  std::vector<AttentionReason> attention;  // worst first
  Coverage coverage;
  std::optional<ProviderLevels> levels;
  std::optional<RigidityMean> rigidity;
  std::optional<int> agenda_items;  // absent where it was not asked for
};

struct OverviewTotals {
  int providers = 0;
  int providers_attention = 0;
  int providers_quiet = 0;  // operational, fresh, nothing open
  int sources_fresh = 0;
  int sources = 0;
  int open_incidents = 0;
  ProviderCost cost;
  std::vector<std::string> month_to_date_leaves_out;
  std::vector<std::string> last_month_leaves_out;
  std::optional<RigidityMean> rigidity;
};

struct FunctionOverview {
  std::string id;
  std::string name;
  std::string owner;
  bool critical = false;
  OperationalState state = OperationalState::kUnknown;
  std::optional<absl::Time> since;
  std::vector<std::string> providers;
};

// By the cost of the last whole month.
struct CoverageSummary {
  std::string currency;
  Decimal measured;
  Decimal reported;
  Decimal by_hand;
  Decimal absent;
  int providers_without_cost = 0;
};

// One cross-provider overview.
struct Overview {
  std::string portfolio;
  absl::Time as_of;
  absl::CivilMonth month;
  std::vector<ProviderOverview> providers;  // those that need attention first
  OverviewTotals totals;
  std::vector<FunctionOverview> functions;
  CoverageSummary coverage;
  std::vector<Gap> gaps;
};

// The overview at `moment`, with `words` as FreshnessWords gave them. Pure.
absl::StatusOr<Overview> AssembleOverview(const OverviewFacts& facts,
                                          const std::vector<Freshness>& words,
                                          absl::Time moment);

// Reads and assembles.
absl::StatusOr<Overview> AnswerOverview(const AnswerContext& context,
                                        const Principal& who,
                                        const OverviewQuestion& question,
                                        AsOf as_of);

}  // namespace regisseur
