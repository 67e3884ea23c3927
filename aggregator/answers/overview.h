#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/provider_cost.h"
#include "aggregator/answers/provider_state.h"
#include "core/freshness/freshness.h"

namespace regisseur {

struct OverviewQuestion {
  std::string owner;  // only providers of this owner; empty for all
};

// How facts of a kind reach us (U3), from nothing to the best.
enum class CoverageKind { kAbsent = 1, kByHand, kReported, kMeasured };

struct Coverage {
  CoverageKind contract = CoverageKind::kAbsent;
  CoverageKind cost = CoverageKind::kAbsent;
  CoverageKind status = CoverageKind::kAbsent;
  CoverageKind service_level = CoverageKind::kAbsent;
  CoverageKind tickets = CoverageKind::kAbsent;
  CoverageKind experience = CoverageKind::kAbsent;
};

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
  std::vector<Gap> gaps;
  absl::Time holds_until = absl::InfiniteFuture();
};

absl::StatusOr<OverviewFacts> ReadOverviewFacts(
    const AnswerContext& context, const Principal& who,
    const OverviewQuestion& question, AsOf as_of);

// The freshness word of each of `facts.sources` at `moment`.
std::vector<Freshness> FreshnessWords(const OverviewFacts& facts,
                                      absl::Time moment);

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
