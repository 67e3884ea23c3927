#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/coverage.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/overview_rigidity.h"
#include "aggregator/answers/portfolio_levels.h"
#include "aggregator/answers/provider_cost.h"
#include "aggregator/answers/provider_state.h"
#include "core/freshness/freshness.h"

namespace regisseur {

struct OverviewQuestion {
  std::string owner;  // only providers of this owner; empty for all
  // How many decisions wait, for whom the agenda is.
  bool with_agenda = false;
};

// What the overview is computed from and what does not change by time alone
// before `holds_until`. Kept by the cache (DECISIONS 28).
struct OverviewFacts {
  struct Source {
    KnownSource source;
    SourceRecord record;
  };
  struct Provider {
    std::string id;
    std::string name;
    std::optional<Tier> tier;
    std::string owner;
    bool former = false;
    ProviderState state;
    std::optional<ProviderCost> cost;
    std::vector<size_t> sources;  // of `sources`, shared ones included
    Coverage coverage;
    std::optional<ProviderLevels> levels;  // absent without a promise in force
    std::optional<RigidityMean> rigidity;  // absent without a running contract
    // A source of its own may tell states, or cost; adapters that never spoke
    // included.
    bool may_tell_status = false;
    bool may_tell_cost = false;
    // The charges of the last month should be here by now.
    bool last_month_due = false;
    // A gap of one of its sources says that they are not.
    bool last_month_gap_told = false;
    int64_t unassigned_rows = 0;  // of `unassigned`
    std::string unassigned_parties;
  };
  std::shared_ptr<const Portfolio> portfolio;
  std::string owner;  // the question's
  absl::CivilMonth month;
  std::vector<Source> sources;
  std::vector<Provider> providers;  // in the order of the configuration
  bool has_contracts = false;
  // What a budget about everything gives the running month.
  std::optional<Decimal> portfolio_budget;
  // Of all contracts of the providers shown; absent without one.
  std::optional<RigidityMean> rigidity;
  // Decisions that wait, by provider; absent where they were not asked for.
  std::optional<std::map<std::string, int>> agenda_items;
  // Ids of items of silent sources that wait no more.
  std::set<std::string> silences_done;
  std::vector<Gap> gaps;
  absl::Time holds_until = absl::InfiniteFuture();
};

// What outlives one reading of the facts.
struct OverviewKeepers {
  MonthAheadKeeper month_ahead;
  RigidityKeeper rigidity;
};

absl::StatusOr<OverviewFacts> ReadOverviewFacts(
    const AnswerContext& context, const Principal& who,
    const OverviewQuestion& question, AsOf as_of, OverviewKeepers& keepers);

// The freshness word of each of `facts.sources` at `moment`.
std::vector<Freshness> FreshnessWords(const OverviewFacts& facts,
                                      absl::Time moment);

}  // namespace regisseur
