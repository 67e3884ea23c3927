#include "aggregator/answers/overview.h"

#include <algorithm>
#include <set>
#include <utility>

#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/overview_attention.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

Gap ProviderGap(absl::string_view rule, const std::string& provider) {
  Gap gap;
  gap.provider = provider;
  gap.rule = std::string(rule);
  return gap;
}

// What the order of providers looks at.
struct SortKey {
  int rank;  // of the worst reason; behind all of them for none
  bool former;
  int tier;
  Decimal cost;
};

SortKey KeyOf(const ProviderOverview& row) {
  SortKey key{.rank = row.attention.empty()
                          ? 1000
                          : AttentionRank(row.attention.front()),
              .former = row.former,
              .tier = row.tier.has_value() ? static_cast<int>(*row.tier) : 100,
              .cost = Decimal()};
  if (row.cost.has_value()) {
    const std::optional<ConvertedSum>& amount = row.cost->last_month.has_value()
                                                    ? row.cost->last_month
                                                    : row.cost->month_to_date;
    if (amount.has_value()) {
      if (const auto rounded = amount->Rounded(row.cost->currency);
          rounded.ok()) {
        key.cost = *rounded;
      }
    }
  }
  return key;
}

absl::Status AddToTotal(std::optional<ConvertedSum>& total,
                        const ConvertedSum& amount) {
  if (!total.has_value()) total.emplace();
  return total->Add(amount);
}

// Adds what the running month may and will cost: only where every provider that
// costs something has one.
absl::Status AddUpAhead(const OverviewFacts& facts, Overview& overview) {
  ProviderCost& total = overview.totals.cost;
  std::optional<Decimal> forecast;
  std::optional<Decimal> budget;
  bool all_forecast = true;
  bool all_budgets = true;
  for (const ProviderOverview& row : overview.providers) {
    if (!row.cost.has_value()) continue;
    const bool costs =
        row.cost->month_to_date.has_value() || row.cost->last_month.has_value();
    const auto add = [&](std::optional<Decimal>& sum,
                         const std::optional<Decimal>& part,
                         bool& all) -> absl::Status {
      if (!part.has_value()) {
        all = all && !costs;
        return absl::OkStatus();
      }
      ASSIGN_OR_RETURN(sum, Decimal::Add(sum.value_or(Decimal()), *part));
      return absl::OkStatus();
    };
    RETURN_IF_ERROR(add(forecast, row.cost->forecast, all_forecast));
    RETURN_IF_ERROR(add(budget, row.cost->budget, all_budgets));
  }
  if (all_forecast) total.forecast = forecast;
  if (all_budgets) total.budget = budget;
  if (facts.portfolio_budget.has_value()) {
    total.budget = facts.portfolio_budget;
  }
  return absl::OkStatus();
}

absl::Status AddUp(Overview& overview) {
  OverviewTotals& totals = overview.totals;
  CoverageSummary& coverage = overview.coverage;
  totals.cost.currency = coverage.currency;
  for (const ProviderOverview& row : overview.providers) {
    const bool configured = !row.former && row.id != kUnassigned;
    if (configured) {
      ++totals.providers;
      if (!row.attention.empty()) ++totals.providers_attention;
      if (row.attention.empty() && row.freshness == Freshness::kFresh &&
          row.state.joint.state == OperationalState::kOperational) {
        ++totals.providers_quiet;
      }
    }
    totals.open_incidents += row.state.open_incidents.value_or(0);

    const bool has_month =
        row.cost.has_value() && row.cost->month_to_date.has_value();
    const bool has_last =
        row.cost.has_value() && row.cost->last_month.has_value();
    if (row.cost.has_value() && row.cost->last_month_partial && has_last) {
      totals.last_month_leaves_out.push_back(row.id);
    }
    if (has_month) {
      if (row.cost->month_to_date_partial) {
        totals.month_to_date_leaves_out.push_back(row.id);
      }
      RETURN_IF_ERROR(
          AddToTotal(totals.cost.month_to_date, *row.cost->month_to_date));
      // The total reaches as far as the part that reaches least.
      const std::optional<absl::Time>& until = row.cost->month_to_date_until;
      if (until.has_value() && (!totals.cost.month_to_date_until.has_value() ||
                                *until < *totals.cost.month_to_date_until)) {
        totals.cost.month_to_date_until = until;
      }
    } else if (configured) {
      totals.month_to_date_leaves_out.push_back(row.id);
    }
    if (!has_last) {
      if (configured) {
        totals.last_month_leaves_out.push_back(row.id);
        ++coverage.providers_without_cost;
      }
      continue;
    }
    RETURN_IF_ERROR(AddToTotal(totals.cost.last_month, *row.cost->last_month));
    totals.cost.by_charges = totals.cost.by_charges || row.cost->by_charges;
    totals.cost.by_invoices = totals.cost.by_invoices || row.cost->by_invoices;
    totals.cost.by_ledger = totals.cost.by_ledger || row.cost->by_ledger;

    ASSIGN_OR_RETURN(const Decimal amount,
                     row.cost->last_month->Rounded(coverage.currency));
    Decimal* part = nullptr;
    switch (std::max(row.coverage.status, row.coverage.service_level)) {
      case CoverageKind::kAbsent:
        part = &coverage.absent;
        break;
      case CoverageKind::kByHand:
        part = &coverage.by_hand;
        break;
      case CoverageKind::kReported:
        part = &coverage.reported;
        break;
      case CoverageKind::kMeasured:
        part = &coverage.measured;
        break;
    }
    ASSIGN_OR_RETURN(*part, Decimal::Add(*part, amount));
  }
  return absl::OkStatus();
}

std::vector<FunctionOverview> Functions(const OverviewFacts& facts) {
  std::map<absl::string_view, const OverviewFacts::Provider*> by_id;
  for (const auto& provider : facts.providers) by_id[provider.id] = &provider;
  std::vector<FunctionOverview> functions;
  for (const FunctionConfig& config : facts.portfolio->functions) {
    FunctionOverview function{.id = config.id,
                              .name = config.name,
                              .owner = config.owner,
                              .critical = config.critical};
    std::vector<JointState> needed;
    bool concerns_owner = facts.owner.empty() || config.owner == facts.owner;
    for (const auto& [provider_id, service_id] : config.needs) {
      if (std::find(function.providers.begin(), function.providers.end(),
                    provider_id) == function.providers.end()) {
        function.providers.push_back(provider_id);
      }
      const auto provider = by_id.find(provider_id);
      JointState state;  // unknown, where nobody tells
      if (provider != by_id.end()) {
        if (provider->second->owner == facts.owner) concerns_owner = true;
        for (const ServiceStateRow& service :
             provider->second->state.services) {
          if (service.id == service_id) state = service.joint;
        }
      }
      needed.push_back(std::move(state));
    }
    if (!concerns_owner) continue;
    const JointState joint = WorstState(needed);
    function.state = joint.state;
    function.since = joint.since;
    functions.push_back(std::move(function));
  }
  return functions;
}

// Own sources whose silence is an item of the agenda.
int CountSilent(const OverviewFacts& facts,
                const OverviewFacts::Provider& provider,
                const std::vector<Freshness>& words) {
  return static_cast<int>(std::count_if(
      provider.sources.begin(), provider.sources.end(), [&](size_t i) {
        const KnownSource& source = facts.sources[i].source;
        return !source.shared && !source.former && IsSilent(words[i]) &&
               !facts.silences_done.contains(SilenceItemId(source.config->id));
      }));
}

}  // namespace

absl::StatusOr<Overview> AssembleOverview(const OverviewFacts& facts,
                                          const std::vector<Freshness>& words,
                                          absl::Time moment) {
  Overview overview;
  overview.portfolio = facts.portfolio->name;
  overview.as_of = moment;
  overview.month = facts.month;
  overview.coverage.currency = facts.portfolio->currency;
  std::set<size_t> shown_sources;

  for (const OverviewFacts::Provider& provider : facts.providers) {
    ProviderOverview row{.id = provider.id,
                         .name = provider.name,
                         .tier = provider.tier,
                         .owner = provider.owner,
                         .former = provider.former,
                         .state = provider.state,
                         .cost = provider.cost,
                         .coverage = provider.coverage,
                         .levels = provider.levels,
                         .rigidity = provider.rigidity};
    std::optional<Freshness> own, shared;
    for (const size_t i : provider.sources) {
      shown_sources.insert(i);
      const OverviewFacts::Source& source = facts.sources[i];
      row.sources.push_back({.id = source.source.config->id,
                             .adapter = source.source.config->adapter,
                             .freshness = words[i],
                             .last_answer = source.record.last_answer,
                             .data_until = source.record.data_until,
                             .shared = source.source.shared});
      std::optional<Freshness>& worst = source.source.shared ? shared : own;
      worst = worst.has_value() ? Worse(*worst, words[i]) : words[i];
    }
    row.freshness = own.has_value()      ? *own
                    : shared.has_value() ? *shared
                                         : Freshness::kMissing;
    row.attention = AttentionReasons(facts, provider, row);
    if (facts.agenda_items.has_value()) {
      const auto counted = facts.agenda_items->find(provider.id);
      row.agenda_items =
          (counted == facts.agenda_items->end() ? 0 : counted->second) +
          CountSilent(facts, provider, words);
    }
    if (!provider.former && provider.id != kUnassigned) {
      if (row.sources.empty()) {
        overview.gaps.push_back(
            ProviderGap("provider-without-source", provider.id));
      } else {
        if (!provider.state.tells_status && !provider.may_tell_status &&
            provider.state.services.empty()) {
          overview.gaps.push_back(ProviderGap("status-no-source", provider.id));
        }
        if (!provider.cost.has_value() && !provider.may_tell_cost) {
          overview.gaps.push_back(ProviderGap("cost-no-source", provider.id));
        }
      }
      if (provider.cost.has_value() && !provider.cost->last_month.has_value() &&
          !provider.last_month_gap_told) {
        Gap gap = ProviderGap("cost-month-not-delivered", provider.id);
        gap.notice = !provider.last_month_due;
        gap.arguments["month"] = FormatMonth(facts.month - 1);
        overview.gaps.push_back(std::move(gap));
      }
    }
    overview.providers.push_back(std::move(row));
  }

  std::vector<Gap> gaps;
  for (size_t i = 0; i < facts.sources.size(); ++i) {
    const OverviewFacts::Source& source = facts.sources[i];
    if (source.source.former) continue;
    // With an owner asked, only what that owner's providers depend on.
    if (!facts.owner.empty() && !shown_sources.contains(i)) continue;
    ++overview.totals.sources;
    if (words[i] == Freshness::kFresh) {
      ++overview.totals.sources_fresh;
    } else {
      gaps.push_back(FreshnessGap(source.source, source.record, words[i]));
    }
  }
  for (const Gap& gap : facts.gaps) gaps.push_back(gap);
  for (Gap& gap : overview.gaps) gaps.push_back(std::move(gap));
  if (!facts.has_contracts) {
    Gap levels;
    levels.rule = "sla-no-contracts";
    levels.notice = true;
    gaps.push_back(std::move(levels));
  }
  overview.gaps = std::move(gaps);

  // Sorted by index, so that each key is computed once.
  std::vector<std::pair<SortKey, size_t>> order;
  for (size_t i = 0; i < overview.providers.size(); ++i) {
    order.emplace_back(KeyOf(overview.providers[i]), i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& left, const auto& right) {
                     const SortKey& a = left.first;
                     const SortKey& b = right.first;
                     if (a.former != b.former) return b.former;
                     if (a.rank != b.rank) return a.rank < b.rank;
                     if (a.tier != b.tier) return a.tier < b.tier;
                     return a.cost > b.cost;
                   });
  std::vector<ProviderOverview> sorted;
  sorted.reserve(order.size());
  for (const auto& [key, i] : order) {
    sorted.push_back(std::move(overview.providers[i]));
  }
  overview.providers = std::move(sorted);

  RETURN_IF_ERROR(AddUp(overview));
  RETURN_IF_ERROR(AddUpAhead(facts, overview));
  overview.totals.rigidity = facts.rigidity;
  overview.functions = Functions(facts);
  return overview;
}

absl::StatusOr<Overview> AnswerOverview(const AnswerContext& context,
                                        const Principal& who,
                                        const OverviewQuestion& question,
                                        AsOf as_of) {
  OverviewKeepers keepers;
  ASSIGN_OR_RETURN(const OverviewFacts facts,
                   ReadOverviewFacts(context, who, question, as_of, keepers));
  const absl::Time moment = context.MomentOf(as_of);
  return AssembleOverview(facts, FreshnessWords(facts, moment), moment);
}

}  // namespace regisseur
